import { type TensorInfo, util } from '@tensorflow/tfjs-core'
import {
  AdamUpdate,
  type AdamUpdateAttrs,
  MomentumUpdate,
  type MomentumUpdateAttrs,
  RMSPropUpdate,
  type RMSPropUpdateAttrs,
  SGDUpdate,
  type SGDUpdateAttrs,
} from '../../optimizer-kernels'
import { ELEMENT_GRAIN, type KernelArgs, type KernelTable } from '../kernel'

/** One pass over `names` (all of param's shape) into `outputs` new tensors. */
function update(
  args: KernelArgs,
  wasmName: string,
  names: string[],
  outputs: number,
  factors: number[],
): TensorInfo[] {
  const { backend, inputs } = args
  const tensors = names.map((name) => inputs[name]!)
  const { shape } = inputs.param!
  for (const [i, x] of tensors.entries()) {
    util.assertShapesMatch(x.shape, shape, `${wasmName}: ${names[i]} and param differ: `)
  }
  const results = Array.from({ length: outputs }, () => backend.output(shape, 'float32'))
  const pointers = [...tensors, ...results].map((x) => backend.pointer(x))
  backend.run(wasmName, util.sizeFromShape(shape), ELEMENT_GRAIN, ...pointers, ...factors)
  return results
}

export const optimizerKernels: KernelTable = {
  [AdamUpdate]: (args) => {
    const { learningRate, beta1, beta2, epsilon, accBeta1, accBeta2 } = args.attrs as AdamUpdateAttrs
    const factors = [
      beta1,
      1 - beta1,
      beta2,
      1 - beta2,
      learningRate / (1 - accBeta1),
      1 / (1 - accBeta2),
      epsilon,
    ]
    return update(args, 'adam', ['param', 'gradient', 'firstMoment', 'secondMoment'], 3, factors)
  },
  [RMSPropUpdate]: (args) => {
    const { learningRate, decay, momentum, epsilon } = args.attrs as RMSPropUpdateAttrs
    const factors = [learningRate, decay, 1 - decay, momentum, epsilon]
    return update(args, 'rmsprop', ['param', 'gradient', 'meanSquare', 'moment'], 3, factors)
  },
  [MomentumUpdate]: (args) => {
    const { learningRate, momentum, useNesterov } = args.attrs as MomentumUpdateAttrs
    const factors = [learningRate, momentum, useNesterov ? 1 : 0]
    return update(args, 'momentum', ['param', 'gradient', 'accumulation'], 2, factors)
  },
  [SGDUpdate]: (args) => {
    const { learningRate } = args.attrs as SGDUpdateAttrs
    return update(args, 'sgd', ['param', 'gradient'], 1, [learningRate])
  },
}
