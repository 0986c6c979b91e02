import type { RunConfig } from '../../protocol/config'
import type { RngState } from '../core/rng'
import type { BatchState } from './batches'

export interface TensorData {
  shape: number[]
  data: Float32Array
}

/** Everything but the tensors. */
export interface CheckpointHeader {
  version: 1
  config: RunConfig
  /** SHA-256 of the data set's content. */
  dataHash: string
  step: number
  elapsedMs: number
  noise: RngState
  batches: BatchState
  /** Updates done by each optimizer. */
  iterations: Record<string, number>
}

/**
 * A run at one step, on the host. Tensor names: `<network>/<index>.<layer>/<weight>` for weights,
 * `optimizer/<name>/<weight>/<slot>` for optimizer slots.
 */
export interface Checkpoint {
  header: CheckpointHeader
  tensors: Map<string, TensorData>
}
