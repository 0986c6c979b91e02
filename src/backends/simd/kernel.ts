import type { TensorInfo } from '@tensorflow/tfjs-core'
import type { SimdBackend } from './backend'

export interface KernelArgs {
  inputs: Record<string, TensorInfo>
  attrs: Record<string, unknown>
  backend: SimdBackend
}

export type KernelFunction = (args: KernelArgs) => TensorInfo | TensorInfo[]

/** A row of the registry. */
export type KernelTable = Record<string, KernelFunction>

export const isFloat = (...tensors: (TensorInfo | undefined)[]) =>
  tensors.every((x) => x === undefined || x.dtype === 'float32')

/** Elements below which a memory-bound kernel is not worth waking a thread for. */
export const ELEMENT_GRAIN = 1 << 16

/** Size of one element in the heap. */
export const bytesOf = (x: TensorInfo) => (x.dtype === 'bool' ? 1 : 4)

export const isNumeric = (x: TensorInfo) => x.dtype === 'float32' || x.dtype === 'int32' || x.dtype === 'bool'
