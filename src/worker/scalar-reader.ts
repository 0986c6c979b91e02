import { dispose, type Scalar, stack, type Tensor1D, tidy } from '@tensorflow/tfjs-core'
import { DivergenceError } from '../engine/core/errors'
import { chartTitles, type Series } from '../protocol/catalogue'

export interface ScalarRows {
  steps: Float64Array
  values: Record<string, Float32Array>
}

/** Largest group read at once; groups are powers of two, so that the GPU meets few tensor shapes. */
const largestGroup = 64

/**
 * Collects each step's scalars on the device and reads them back in groups, never blocking. A group holds a power of
 * two of steps: one small vector a step, stacked.
 */
export class ScalarReader {
  #pending: { step: number; names: string[]; values: Tensor1D }[] = []
  #reading: Promise<ScalarRows | null> | null = null
  #lastRead = Number.NEGATIVE_INFINITY

  constructor(
    /** Least time between two reads, in milliseconds. */
    private readonly interval = 100,
  ) {}

  /** Takes over the scalars of a step. */
  push(step: number, scalars: Record<string, Scalar>): void {
    const names = Object.keys(scalars)
    const values = tidy(() => stack(names.map((name) => scalars[name]!)) as Tensor1D)
    dispose(scalars)
    this.#pending.push({ step, names, values })
  }

  get due(): boolean {
    return this.#pending.length > 0 && !this.#reading
  }

  /** Whether nothing is on its way. */
  get idle(): boolean {
    return this.#pending.length === 0 && !this.#reading
  }

  /** Starts a read if the last one is long enough ago; resolves with its rows. Null if it is not due. */
  poll(now: number): Promise<ScalarRows | null> | null {
    if (!this.due || now - this.#lastRead < this.interval) return null
    this.#lastRead = now
    return this.#read()
  }

  /** Reads everything that is pending. A read under way is waited for; its rows go to whoever polled. */
  async flush(): Promise<ScalarRows[]> {
    const rows: ScalarRows[] = []
    await this.#reading
    while (this.#pending.length) {
      const group = await this.#read()
      if (group) rows.push(group)
    }
    return rows
  }

  clear(): void {
    dispose(this.#pending.map((row) => row.values))
    this.#pending = []
  }

  #read(): Promise<ScalarRows | null> {
    this.#reading = this.#readGroup().finally(() => {
      this.#reading = null
    })
    return this.#reading
  }

  async #readGroup(): Promise<ScalarRows | null> {
    const { names } = this.#pending[0]!
    const alike = this.#pending.findIndex((row) => row.names.join() !== names.join())
    const available = Math.min(alike < 0 ? this.#pending.length : alike, largestGroup)
    const group = this.#pending.splice(0, 2 ** Math.floor(Math.log2(available)))
    const stacked = tidy(() => stack(group.map((row) => row.values)))
    dispose(group.map((row) => row.values))
    try {
      const flat = await stacked.data()
      return {
        steps: Float64Array.from(group, (row) => row.step),
        values: Object.fromEntries(
          names.map((name, column) => [
            name,
            Float32Array.from(group, (_, row) => flat[row * names.length + column]!),
          ]),
        ),
      }
    } finally {
      stacked.dispose()
    }
  }
}

/** The first scalar that is NaN or infinite, as the error that names it, as its chart does, and its step. */
export function divergenceIn(rows: ScalarRows, series: readonly Series[]): DivergenceError | null {
  for (let i = 0; i < rows.steps.length; i++) {
    for (const [name, column] of Object.entries(rows.values)) {
      if (Number.isFinite(column[i]!)) continue
      const one = series.find(({ id }) => id === name)
      const named = one ? `“${one.label}” under “${chartTitles[one.chart]}”` : `“${name}”`
      return new DivergenceError(named, rows.steps[i]!)
    }
  }
  return null
}
