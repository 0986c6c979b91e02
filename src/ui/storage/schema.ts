import type { DBSchema } from 'idb'
import type { RunConfig } from '../../protocol/config'

/** The value of a measure at the step where it was best. */
export interface Best {
  step: number
  value: number
}

/** A picture as a file. */
export interface Picture {
  mime: string
  bytes: Uint8Array
}

/** A run as the table of runs shows it; its weights are in its checkpoints. */
export interface StoredRun {
  id: string
  name: string
  note: string
  config: RunConfig
  /** Milliseconds since 1970, by this computer's clock: for reading only, never for arithmetic on a run's time. */
  created: number
  updated: number
  /** Where its newest checkpoint stands. */
  step: number
  /** Time spent training, in milliseconds. */
  elapsedMs: number
  /** By the id of the measure. */
  best: Record<string, Best>
  /** Samples at the newest checkpoint. */
  picture?: Picture
  /** The run that this one branched from, and where. */
  parent?: { id: string; step: number }
  /** When the person deleted it; it is gone for good a while later. */
  deleted?: number
}

/** What is known of a checkpoint without reading its bytes. */
export interface StoredCheckpoint {
  runId: string
  step: number
  /** Of the bytes. */
  size: number
  elapsedMs: number
  /** When it was written. */
  at: number
}

/** A picture of a moment: the answer of a probe, encoded by whoever films the run. */
export interface StoredFrame {
  runId: string
  step: number
  probe: string
  bytes: Uint8Array
}

export interface FrameKey {
  step: number
  probe: string
}

/** Bytes stand apart from what is known of them, so that a list never reads megabytes. */
export interface GanvasSchema extends DBSchema {
  runs: { key: string; value: StoredRun }
  checkpoints: { key: [runId: string, step: number]; value: StoredCheckpoint }
  bytes: { key: [runId: string, step: number]; value: Uint8Array }
  frames: { key: [runId: string, step: number, probe: string]; value: StoredFrame }
}
