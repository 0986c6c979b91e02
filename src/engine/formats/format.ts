import type { FormatEntry } from '../../protocol/catalogue'
import type { RunConfig } from '../../protocol/config'
import type { Block } from '../../protocol/events'
import type { History, Measured } from '../../protocol/history'
import { FormatError } from '../core/errors'
import type { Checkpoint, TensorData } from '../training/checkpoint'
import type { Run } from '../training/run'

/** What a file is written from. `checkpoint` is the run's snapshot, downloaded. */
export interface ExportSource {
  run: Run
  checkpoint: Checkpoint
  history: History
  measures?: readonly Measured[]
  /** Generated examples: images `[n, h, w, c]` as bytes 0–255, or points `[n, 2]` in the data's coordinates. */
  samples?: Block
}

/** What a file gives back. `weights` are named and shaped as the run's own; checked, all finite. */
export interface Imported {
  weights: Map<string, TensorData>
  /** The whole run, where the file is one of our checkpoints. */
  checkpoint?: Checkpoint
  history?: History
  /** The configuration with which the file was made, where it says so. */
  config?: RunConfig
}

/** A kind of file: one file in this folder, one line in index.ts. */
export interface Format {
  entry: FormatEntry
  /** True where `write` draws `source.samples`. */
  needsSamples?: boolean
  write(source: ExportSource): Uint8Array | Promise<Uint8Array>
  /** Whether the bytes are of this kind, judged by how they begin. Present where `read` is. */
  recognises?(bytes: Uint8Array): boolean
  /** Weights for the networks of `run`, which is only looked at. Throws `FormatError`. */
  read?(bytes: Uint8Array, run: Run): Imported
}

/** A file larger than this, packed or unpacked, is refused unread. */
export const maxBytes = 512 * 2 ** 20

/** The error for a file that breaks the rules of its format. */
export function damaged(kind: string, why: string, cause?: unknown): FormatError {
  return new FormatError(`This is not a sound ${kind}: ${why}.`, 'Save it again, or choose another file.', {
    cause,
  })
}

/** A name from a file in a sentence: quoted, without control characters, cut short. */
export function quote(name: unknown): string {
  const text = String(name).replace(/\p{C}/gu, '·')
  return `"${text.length > 60 ? `${text.slice(0, 60)}…` : text}"`
}
