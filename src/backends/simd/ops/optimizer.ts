import { type TensorInfo, util } from '@tensorflow/tfjs-core'
import {
  AdamUpdate,
  type AdamUpdateAttrs,
  inPlace,
  MomentumUpdate,
  type MomentumUpdateAttrs,
  RMSPropUpdate,
  type RMSPropUpdateAttrs,
  SGDUpdate,
  type SGDUpdateAttrs,
} from '../../optimizer-kernels'
import type { SimdBackend } from '../backend'
import { ELEMENT_GRAIN, type KernelArgs, type KernelTable } from '../kernel'

interface Rule {
  wasmName: string
  slots: string[]
  factors(attrs: KernelArgs['attrs']): number[]
}

const rules: Record<string, Rule> = {
  [AdamUpdate]: {
    wasmName: 'adam',
    slots: ['firstMoment', 'secondMoment'],
    factors(attrs) {
      const { learningRate, beta1, beta2, epsilon, accBeta1, accBeta2 } = attrs as AdamUpdateAttrs
      const [rate, scale] = [learningRate / (1 - accBeta1), 1 / (1 - accBeta2)]
      return [beta1, 1 - beta1, beta2, 1 - beta2, rate, scale, epsilon]
    },
  },
  [RMSPropUpdate]: {
    wasmName: 'rmsprop',
    slots: ['meanSquare', 'moment'],
    factors(attrs) {
      const { learningRate, decay, momentum, epsilon } = attrs as RMSPropUpdateAttrs
      return [learningRate, decay, 1 - decay, momentum, epsilon]
    },
  },
  [MomentumUpdate]: {
    wasmName: 'momentum',
    slots: ['accumulation'],
    factors(attrs) {
      const { learningRate, momentum, useNesterov } = attrs as MomentumUpdateAttrs
      return [learningRate, momentum, useNesterov ? 1 : 0]
    },
  },
  [SGDUpdate]: {
    wasmName: 'sgd',
    slots: [],
    factors: (attrs) => [(attrs as SGDUpdateAttrs).learningRate],
  },
}

/** One pass over param, gradient and slots into `outputs`: param and slots again, new tensors or the old ones. */
function update(
  backend: SimdBackend,
  wasmName: string,
  tensors: TensorInfo[],
  outputs: TensorInfo[],
  factors: number[],
): void {
  const { shape } = tensors[0]!
  for (const x of tensors) util.assertShapesMatch(x.shape, shape, `${wasmName}: shapes differ: `)
  const pointers = [...tensors, ...outputs].map((x) => backend.pointer(x))
  backend.run(wasmName, util.sizeFromShape(shape), ELEMENT_GRAIN, ...pointers, ...factors)
}

const separate = Object.entries(rules).map(([kernelName, { wasmName, slots, factors }]) => [
  kernelName,
  ({ backend, inputs, attrs }: KernelArgs) => {
    const tensors = ['param', 'gradient', ...slots].map((name) => inputs[name]!)
    const results = ['param', ...slots].map(() => backend.output(tensors[0]!.shape, 'float32'))
    update(backend, wasmName, tensors, results, factors(attrs))
    return results
  },
])

const together = Object.entries(rules).map(([kernelName, { wasmName, slots, factors }]) => [
  inPlace(kernelName),
  ({ backend, inputs, attrs }: KernelArgs) => {
    const all = Object.values(inputs)
    const values = factors(attrs)
    for (let i = 0; i < all.length; i += slots.length + 2) {
      const tensors = all.slice(i, i + slots.length + 2)
      const [param, , ...own] = tensors
      update(backend, wasmName, tensors, [param!, ...own], values)
    }
    return []
  },
])

export const optimizerKernels: KernelTable = Object.fromEntries([...separate, ...together])
