import type { Subject } from '../engine/core/probe'
import { measureAll } from '../engine/metrics'

/** The first measures of a training come early, and are soon followed, while everything changes. */
const firstAfter = 1500
/** The least time after each further one, and the share of the time that measuring may take; the last row stays. */
const pace = [
  { interval: 2500, budget: 0.4 },
  { interval: 3500, budget: 0.15 },
  { interval: 5000, budget: 0.05 },
]

/** Takes the measures of a run now and then, one at a time. */
export class Measures {
  #dueAt = 0
  /** Takings since training began. */
  #taken = 0
  #taking: Promise<void> | null = null

  constructor(
    private readonly emit: (step: number, values: Record<string, number>) => void,
    private readonly failed: (error: unknown) => void,
    private readonly now: () => number,
  ) {}

  /** Training begins. */
  start(): void {
    this.#taken = 0
    this.#dueAt = this.now() + firstAfter
  }

  /** Takes them if they are due; the next ones follow when these have cost little enough. */
  poll(subject: Subject, step: number): void {
    const begin = this.now()
    if (this.#taking || begin < this.#dueAt) return
    this.take(subject, step).then(() => {
      const now = this.now()
      const { interval, budget } = pace[this.#taken++] ?? pace.at(-1)!
      this.#dueAt = now + Math.max(interval, (now - begin) / budget)
    })
  }

  /** Takes them now. Never rejects. */
  async take(subject: Subject, step: number): Promise<void> {
    await this.#taking
    this.#taking = measureAll(subject)
      .then((values) => {
        if (Object.keys(values).length) this.emit(step, values)
      })
      .catch(this.failed)
      .finally(() => {
        this.#taking = null
      })
    await this.#taking
  }
}
