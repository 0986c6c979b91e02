/**
 * Scalar history in growing columns. Every step is kept up to `capacity` rows; past that, neighbouring rows are
 * averaged in pairs (the whole run at half the resolution), so a long run costs bounded memory and loses no stretch.
 */
export class History {
  #steps = new Float64Array(1024)
  #columns = new Map<string, Float32Array>()
  #length = 0
  /** Steps that one stored row stands for. */
  #stride = 1
  #pending: { count: number; step: number; sums: Map<string, { sum: number; count: number }> } | null = null

  constructor(readonly capacity = 131072) {}

  get length(): number {
    return this.#length
  }

  get names(): string[] {
    return [...this.#columns.keys()]
  }

  /** How many rows are of steps up to `step`. */
  countUpTo(step: number): number {
    return lowerBound(this.#steps, this.#length, step + 1e-9)
  }

  get lastStep(): number {
    return this.#length ? this.#steps[this.#length - 1]! : 0
  }

  get steps(): Float64Array {
    return this.#steps.subarray(0, this.#length)
  }

  /** The column of a series, NaN where a row has no value; empty for an unknown name. */
  values(name: string): Float32Array {
    return this.#columns.get(name)?.subarray(0, this.#length) ?? new Float32Array(0)
  }

  append(steps: ArrayLike<number>, values: Record<string, ArrayLike<number>>): void {
    const names = Object.keys(values)
    if (steps.length && this.#length && steps[0]! <= this.lastStep) this.truncate(steps[0]! - 1) // the run went back
    for (let i = 0; i < steps.length; i++) {
      if (this.#stride === 1) {
        this.#push(steps[i]!, (name) => values[name]?.[i] ?? Number.NaN, names)
        continue
      }
      this.#pending ??= { count: 0, step: 0, sums: new Map() }
      this.#pending.count++
      this.#pending.step = steps[i]!
      for (const name of names) {
        const value = values[name]![i]!
        if (Number.isNaN(value)) continue
        const entry = this.#pending.sums.get(name) ?? { sum: 0, count: 0 }
        entry.sum += value
        entry.count++
        this.#pending.sums.set(name, entry)
      }
      if (this.#pending.count >= this.#stride) {
        const { step, sums } = this.#pending
        this.#pending = null
        this.#push(step, (name) => mean(sums.get(name)), [...sums.keys()])
      }
    }
  }

  /** Forgets every row after `step` (a run that went back). */
  truncate(step: number): void {
    while (this.#length && this.#steps[this.#length - 1]! > step) this.#length--
    this.#pending = null
  }

  clear(): void {
    this.#length = 0
    this.#stride = 1
    this.#pending = null
    this.#columns.clear()
  }

  /**
   * A stretch of one series in at most `buckets` points: each bucket's mean, minimum and maximum over the finite
   * values between two steps (inclusive).
   */
  slice(name: string, from: number, to: number, buckets: number): HistoryPoint[] {
    const column = this.#columns.get(name)
    if (!column || !this.#length) return []
    const start = lowerBound(this.#steps, this.#length, from)
    const end = lowerBound(this.#steps, this.#length, to + 1e-9)
    const size = Math.max(1, Math.ceil((end - start) / buckets))
    const points: HistoryPoint[] = []
    // Buckets are aligned to the row number, so that a growing run does not make old points wander.
    for (let lo = start - (start % size); lo < end; lo += size) {
      let [sum, count, low, high] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
      const last = Math.min(lo + size, end)
      for (let i = Math.max(lo, start); i < last; i++) {
        const value = column[i]!
        if (!Number.isFinite(value)) continue
        sum += value
        count++
        if (value < low) low = value
        if (value > high) high = value
      }
      if (count) points.push({ step: this.#steps[last - 1]!, mean: sum / count, low, high })
    }
    return points
  }

  #push(step: number, value: (name: string) => number, names: string[]): void {
    if (this.#length >= this.capacity) this.#halve()
    if (this.#length === this.#steps.length) this.#grow()
    for (const name of names) {
      if (!this.#columns.has(name))
        this.#columns.set(name, new Float32Array(this.#steps.length).fill(Number.NaN))
    }
    this.#steps[this.#length] = step
    for (const [name, column] of this.#columns) column[this.#length] = value(name)
    this.#length++
  }

  #grow(): void {
    const grown = new Float64Array(this.#steps.length * 2)
    grown.set(this.#steps)
    this.#steps = grown
    for (const [name, column] of this.#columns) {
      const wider = new Float32Array(grown.length).fill(Number.NaN)
      wider.set(column)
      this.#columns.set(name, wider)
    }
  }

  #halve(): void {
    const half = this.#length >> 1
    for (let i = 0; i < half; i++) this.#steps[i] = this.#steps[2 * i + 1]!
    for (const column of this.#columns.values()) {
      for (let i = 0; i < half; i++) {
        const [a, b] = [column[2 * i]!, column[2 * i + 1]!]
        column[i] = Number.isNaN(a) ? b : Number.isNaN(b) ? a : (a + b) / 2
      }
    }
    this.#length = half
    this.#stride *= 2
  }
}

/** Measures of a run at one step, by id. */
export interface Measured {
  step: number
  values: Record<string, number>
}

/**
 * The list with another entry, in order of steps; entries from that step on belong to a run that went back. Past
 * `capacity` every second one of the older half is let go, so that a long run costs bounded memory.
 */
export function addMeasured(list: readonly Measured[], entry: Measured, capacity = 2048): Measured[] {
  const longer = [...list.filter((former) => former.step < entry.step), entry]
  if (longer.length <= capacity) return longer
  return longer.filter((_, index) => index >= capacity / 2 || index % 2 === 0)
}

export interface HistoryPoint {
  step: number
  mean: number
  low: number
  high: number
}

function mean(entry: { sum: number; count: number } | undefined): number {
  return entry ? entry.sum / entry.count : Number.NaN
}

/** First index whose step is at least `value`. */
function lowerBound(steps: Float64Array, length: number, value: number): number {
  let [lo, hi] = [0, length]
  while (lo < hi) {
    const mid = (lo + hi) >> 1
    if (steps[mid]! < value) lo = mid + 1
    else hi = mid
  }
  return lo
}
