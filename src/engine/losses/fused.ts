import {
  engine,
  getBackend,
  getKernel,
  type NamedAttrMap,
  type NamedTensorMap,
  type Tensor,
} from '@tensorflow/tfjs-core'

/** A loss that the backend computes in one pass, forward and backward; undefined where it has no such kernel. */
export function fusedLoss<T extends Tensor>(
  kernel: string,
  inputs: NamedTensorMap,
  attrs: NamedAttrMap = {},
): T | undefined {
  if (getKernel(kernel, getBackend()) === undefined) return undefined
  return engine().runKernel(kernel, inputs, attrs) as T
}
