import type { NamedAttrMap, TensorInfo } from '@tensorflow/tfjs-core'
import type { Gpu } from './gpu'

/** A kernel of ours in place of tfjs's. */
export interface FastKernel {
  kernelName: string
  /** Timed by its very shapes rather than by how much data it touches. */
  byShape?: true
  /** Draws nothing, or spares a change of layout that a timing would not see: not timed. */
  alias?: true
  /** Ways to cut the work, the default first; the tuner times them. */
  variants?: readonly number[]
  /** Which calls are ours; by default those on float32 alone. */
  supports?(inputs: Record<string, TensorInfo | undefined>, attrs: NamedAttrMap): boolean
  /** `false`: ours even where a few values are still on the CPU. */
  cpu?: false
  /** Undefined: this case is stock's. Kernels that tfjs lacks must always answer. */
  run(
    gpu: Gpu,
    inputs: Record<string, TensorInfo | undefined>,
    attrs: NamedAttrMap,
    variant: number,
  ): TensorInfo | TensorInfo[] | undefined
}
