import { disposeSnapshot, type Run, type Snapshot } from '../engine/training/run'

/**
 * The latest weights known to be finite. A snapshot of step s has proved itself once the scalars of a later step,
 * which were computed from it, are finite. Two snapshots are held at all times: a proven one and a candidate.
 */
export class LastGood {
  #proven: Snapshot
  #candidate: Snapshot
  #takenAt: number

  constructor(
    private readonly run: Run,
    now: number,
    /** Least time between two snapshots, in milliseconds. */
    private readonly interval = 1000,
  ) {
    this.#proven = run.snapshot()
    this.#candidate = run.snapshot()
    this.#takenAt = now
  }

  get step(): number {
    return this.#proven.header.step
  }

  /** Scalars up to `step` are finite. Call between iterations. */
  healthy(step: number, now: number): void {
    if (step <= this.#candidate.header.step || now - this.#takenAt < this.interval) return
    disposeSnapshot(this.#proven)
    this.#proven = this.#candidate
    this.#candidate = this.run.snapshot()
    this.#takenAt = now
  }

  /** Puts the run back to the proven weights. */
  restore(): void {
    this.run.rewind(this.#proven)
    disposeSnapshot(this.#candidate)
    this.#candidate = this.run.snapshot()
  }

  dispose(): void {
    disposeSnapshot(this.#proven)
    disposeSnapshot(this.#candidate)
  }
}
