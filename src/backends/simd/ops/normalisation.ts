import type { TensorInfo } from '@tensorflow/tfjs-core'
import { bridge } from '../bridge'
import { isFloat, type KernelTable } from '../kernel'
import { combine } from './binary'
import { mapElements } from './unary'

export const normalisationKernels: KernelTable = {
  /** (x − mean) · scale / √(variance + ε) + offset, as x · factor + (offset − mean · factor). */
  FusedBatchNorm: (args) => {
    const { x, mean, variance, scale, offset } = args.inputs as Record<string, TensorInfo>
    if (!isFloat(x, mean, variance, scale, offset)) return bridge('FusedBatchNorm')(args)
    const { backend } = args
    const own: TensorInfo[] = []
    const keep = (t: TensorInfo) => {
      own.push(t)
      return t
    }
    const epsilon = (args.attrs.varianceEpsilon as number | undefined) ?? 0.001
    const shifted = keep(mapElements(backend, 'unaryAffine', variance!, 'float32', 1, epsilon))
    let factor = keep(mapElements(backend, 'unaryRsqrt', shifted))
    if (scale) factor = keep(combine(backend, 'binaryMultiply', factor, scale, 'float32'))
    const centred = keep(combine(backend, 'binaryMultiply', mean!, factor, 'float32'))
    const negative = keep(mapElements(backend, 'unaryNeg', centred))
    const constant = offset ? keep(combine(backend, 'binaryAdd', offset, negative, 'float32')) : negative
    const product = keep(combine(backend, 'binaryMultiply', x!, factor, 'float32'))
    const out = combine(backend, 'binaryAdd', product, constant, 'float32')
    for (const t of own) backend.disposeData(t.dataId)
    return out
  },
}
