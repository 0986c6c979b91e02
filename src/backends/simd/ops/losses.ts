import { type TensorInfo, util } from '@tensorflow/tfjs-core'
import { ReluBiasGrad } from '../../gradient-kernels'
import {
  BernoulliLogLikelihood,
  BernoulliLogLikelihoodGrad,
  SoftplusMean,
  SoftplusMeanGrad,
} from '../../loss-kernels'
import { ELEMENT_GRAIN, type KernelTable } from '../kernel'

/** Values of an exponential and a logarithm that are worth a thread. */
const LOSS_GRAIN = ELEMENT_GRAIN / 8

const rowGrain = (depth: number) => Math.max(1, Math.ceil(LOSS_GRAIN / Math.max(1, depth)))

export const lossKernels: KernelTable = {
  [SoftplusMean]: ({ inputs, attrs, backend }) => {
    const x = inputs.x!
    const size = util.sizeFromShape(x.shape)
    const out = backend.output([], 'float32')
    const sign = attrs.sign as number
    backend.wasm.softplusSum!(backend.pointer(x), backend.pointer(out), size, sign, 1 / size)
    return out
  },

  [SoftplusMeanGrad]: ({ inputs, attrs, backend }) => {
    const { dy, x } = inputs as { dy: TensorInfo; x: TensorInfo }
    const size = util.sizeFromShape(x.shape)
    const out = backend.output(x.shape, 'float32')
    const sign = attrs.sign as number
    const pointers = [dy, x, out].map((tensor) => backend.pointer(tensor))
    backend.run('softplusSumGrad', size, LOSS_GRAIN, ...pointers, sign, sign / size)
    return out
  },

  [BernoulliLogLikelihood]: ({ inputs, backend }) => {
    const { x, logits } = inputs as { x: TensorInfo; logits: TensorInfo }
    util.assertShapesMatch(x.shape, logits.shape, 'BernoulliLogLikelihood: ')
    const rows = logits.shape[0]!
    const depth = util.sizeFromShape(logits.shape.slice(1))
    const out = backend.output([rows], 'float32')
    const pointers = [x, logits, out].map((tensor) => backend.pointer(tensor))
    backend.run('bernoulli', rows, rowGrain(depth), ...pointers, depth)
    return out
  },

  [BernoulliLogLikelihoodGrad]: ({ inputs, backend }) => {
    const { dy, x, logits } = inputs as Record<'dy' | 'x' | 'logits', TensorInfo>
    const depth = util.sizeFromShape(logits.shape.slice(1))
    const out = backend.output(logits.shape, 'float32')
    const pointers = [dy, x, logits, out].map((tensor) => backend.pointer(tensor))
    backend.run('bernoulliGrad', logits.shape[0]!, rowGrain(depth), ...pointers, depth)
    return out
  },

  [ReluBiasGrad]: ({ inputs, attrs, backend }) => {
    const { dy, y } = inputs as { dy: TensorInfo; y: TensorInfo }
    const n = dy.shape.at(-1)!
    const rows = util.sizeFromShape(dy.shape.slice(0, -1))
    const [d, bias] = [backend.output(dy.shape, 'float32'), backend.output([n], 'float32')]
    const pointers = [dy, y, d, bias].map((tensor) => backend.pointer(tensor))
    const groups = Math.ceil(n / 16)
    const grain = Math.max(1, Math.ceil(ELEMENT_GRAIN / (16 * Math.max(1, rows))))
    backend.run('reluBiasGrad', groups, grain, ...pointers, rows, n, attrs.alpha as number)
    return [d, bias]
  },
}
