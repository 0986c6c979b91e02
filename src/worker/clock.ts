import type { Stop } from '../protocol/config'

/** Training time, speed and the stop condition of a run. */
export class Clock {
  #elapsed = 0
  #since: number | null = null
  /** Recent (time, step) marks, over which the speed is taken. */
  #marks: { at: number; step: number }[] = []

  constructor(private readonly now: () => number) {}

  get elapsedMs(): number {
    return this.#elapsed + (this.#since === null ? 0 : this.now() - this.#since)
  }

  set elapsedMs(value: number) {
    this.#elapsed = value
    if (this.#since !== null) this.#since = this.now()
  }

  start(): void {
    this.#since ??= this.now()
    this.#marks = []
  }

  stop(): void {
    this.#elapsed = this.elapsedMs
    this.#since = null
  }

  mark(step: number): void {
    const at = this.now()
    const last = this.#marks[this.#marks.length - 1]
    if (!last || at - last.at >= 100) this.#marks.push({ at, step })
    while (this.#marks.length > 2 && at - this.#marks[0]!.at > 3000) this.#marks.shift()
  }

  get stepsPerSecond(): number {
    const [first, last] = [this.#marks[0], this.#marks[this.#marks.length - 1]]
    if (!first || !last || last.at === first.at) return 0
    return (1000 * (last.step - first.step)) / (last.at - first.at)
  }

  /** 0–1 towards the stop condition; null without one. */
  progress(stop: Stop, step: number, epoch: number): number | null {
    const reached = { never: 0, steps: step, epochs: epoch, minutes: this.elapsedMs / 60_000 }[stop.unit]
    return stop.unit === 'never' ? null : Math.min(1, reached / stop.amount)
  }

  /** What is left of the run at its present speed, in milliseconds. */
  remainingMs(stop: Stop, step: number, epoch: number): number | null {
    if (stop.unit === 'minutes') return Math.max(0, stop.amount * 60_000 - this.elapsedMs)
    const speed = this.stepsPerSecond
    if (stop.unit === 'never' || speed === 0) return null
    const stepsPerUnit = stop.unit === 'steps' ? 1 : epoch > 0 ? step / epoch : null
    const done = stop.unit === 'steps' ? step : epoch
    return stepsPerUnit === null ? null : (1000 * Math.max(0, stop.amount - done) * stepsPerUnit) / speed
  }

  /** What the page shows of a run's progress. */
  report(run: { step: number; epochs: number; config: { stop: Stop } } | null) {
    const { step, epochs: epoch, config } = run ?? { step: 0, epochs: 0, config: null }
    const stop: Stop = config?.stop ?? { unit: 'never', amount: 1 }
    return {
      step,
      epoch,
      elapsedMs: this.elapsedMs,
      stepsPerSecond: this.stepsPerSecond,
      stop,
      stopProgress: this.progress(stop, step, epoch) ?? undefined,
      remainingMs: this.remainingMs(stop, step, epoch) ?? undefined,
    }
  }
}
