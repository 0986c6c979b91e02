import type { TensorInfo } from '@tensorflow/tfjs-core'
import type { SimdBackend } from './backend'
import { combine } from './ops/binary'

/** Numbers of kernels/activation.ts. prelu's slopes are a tensor, so it runs as an op of its own. */
const KINDS: Record<string, number> = {
  linear: 0,
  relu: 1,
  relu6: 2,
  elu: 3,
  leakyrelu: 4,
  sigmoid: 5,
  prelu: 0,
}

/** Attributes shared by the fused kernels. */
export interface FusedAttrs {
  activation?: string
  leakyreluAlpha?: number
}

/** The number of a fused activation, or undefined where there is none. */
export function activationKind(name: string | undefined): number | undefined {
  return KINDS[name ?? 'linear']
}

/** What could not be fused: a bias of another shape than [N], and prelu. Disposes of `out` when replaced. */
export function finish(
  backend: SimdBackend,
  out: TensorInfo,
  extra?: TensorInfo,
  slopes?: TensorInfo,
): TensorInfo {
  let result = out
  const replace = (kernel: string, operand: TensorInfo) => {
    const next = combine(backend, kernel, result, operand, 'float32')
    backend.disposeData(result.dataId)
    result = next
  }
  if (extra) replace('binaryAdd', extra)
  if (slopes) replace('binaryPrelu', slopes)
  return result
}
