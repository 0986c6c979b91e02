import type { Subject } from '../engine/core/probe'
import { measureAll } from '../engine/metrics'

const interval = 5000
/** The first measures of a run come early, while everything changes. */
const firstAfter = 1500
/** Share of the time that measuring may take while training. */
const budget = 0.05

/** Takes the measures of a run now and then, one at a time. */
export class Measures {
  #dueAt = 0
  #taking: Promise<void> | null = null

  constructor(
    private readonly emit: (step: number, values: Record<string, number>) => void,
    private readonly failed: (error: unknown) => void,
    private readonly now: () => number,
  ) {}

  /** Training begins. */
  start(): void {
    this.#dueAt = this.now() + firstAfter
  }

  /** Takes them if they are due; the next ones follow when these have cost little enough. */
  poll(subject: Subject, step: number): void {
    const begin = this.now()
    if (this.#taking || begin < this.#dueAt) return
    this.take(subject, step).then(() => {
      const cost = this.now() - begin
      this.#dueAt = this.now() + Math.max(interval, cost / budget)
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
