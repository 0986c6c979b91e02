import { decodeCheckpoint, encodeCheckpoint } from '../engine/formats/checkpoint-file'
import type { Checkpoint } from '../engine/training/checkpoint'
import type { SavedRun } from '../protocol/api'
import type { SessionEvent } from '../protocol/events'
import { addMeasured, History, type Measured } from '../protocol/history'

/** What a run has told so far, and its latest whole copy on the host: all it takes to go on after a loss. */
export class Journal {
  measures: readonly Measured[]
  /** The latest finite checkpoint that was asked for. */
  kept: SavedRun | null = null

  constructor(
    readonly history = new History(),
    measures: readonly Measured[] = [],
  ) {
    this.measures = measures
  }

  measured(step: number, values: Record<string, number>): void {
    this.measures = addMeasured(this.measures, { step, values })
  }

  /** The run went back to `step`. */
  truncate(step: number): void {
    this.history.truncate(step)
    this.measures = this.measures.filter((entry) => entry.step <= step)
  }

  /** The checkpoint with what was told up to it, as a file. A finite one is kept. */
  save(checkpoint: Checkpoint): SavedRun {
    const { config, step, elapsedMs } = checkpoint.header
    const finite = allFinite(checkpoint)
    const bytes = encodeCheckpoint(checkpoint, this.history, this.measures)
    const saved = { bytes, config, step, elapsedMs, finite }
    if (finite) this.kept = saved
    return saved
  }

  /** The events that tell a page all of it again. */
  events(): SessionEvent[] {
    const events: SessionEvent[] = this.measures.map(({ step, values }) => ({
      type: 'measures',
      step,
      values,
    }))
    if (this.history.length) events.push({ type: 'scalars', ...columnsOf(this.history) })
    return events
  }
}

/** A checkpoint's bytes with the journal that a run goes on from it with: the loss of a device costs no more than came since. */
export function readJournal(bytes: Uint8Array): { checkpoint: Checkpoint; journal: Journal } {
  const { checkpoint, history, measures } = decodeCheckpoint(bytes)
  const { config, step, elapsedMs } = checkpoint.header
  const journal = new Journal(history, measures)
  if (allFinite(checkpoint)) journal.kept = { bytes, config, step, elapsedMs, finite: true }
  return { checkpoint, journal }
}

/** Copies of a history's columns, as they cross the worker's border. */
export function columnsOf(history: History): { steps: Float64Array; values: Record<string, Float32Array> } {
  return {
    steps: history.steps.slice(),
    values: Object.fromEntries(history.names.map((name) => [name, history.values(name).slice()])),
  }
}

function allFinite({ tensors }: Checkpoint): boolean {
  for (const { data } of tensors.values()) {
    // A sum is finite only if every summand is; it is far quicker than asking each.
    let sum = 0
    for (let i = 0; i < data.length; i++) sum += data[i]! * 0
    if (sum !== 0) return false
  }
  return true
}
