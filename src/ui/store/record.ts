import type { Frame } from '../../protocol/events'
import { addMeasured, History, type Measured } from '../../protocol/history'

export type { Measured }

type Topic = 'scalars' | 'measures' | 'cleared' | `frame:${string}`

/**
 * What a run has produced: scalars, pictures, measures. It lives outside React, since it changes many times a
 * second; canvases and charts listen to the topics they draw and decide themselves when to repaint.
 */
export class RunRecord {
  history = new History()
  measures: Measured[] = []
  readonly frames = new Map<string, Frame>()
  #expected: Pick<RunRecord, 'history' | 'measures'> | null = null
  #listeners = new Map<Topic, Set<() => void>>()

  listen(topic: Topic, listener: () => void): () => void {
    const set = this.#listeners.get(topic) ?? new Set()
    this.#listeners.set(topic, set.add(listener))
    return () => set.delete(listener)
  }

  /** A restored worker may send again what the page already holds; the newer copy replaces it. */
  addScalars(steps: Float64Array, values: Record<string, Float32Array>): void {
    if (!steps.length) return
    if (this.history.length && steps[0]! <= this.history.lastStep) this.history.truncate(steps[0]! - 1)
    this.history.append(steps, values)
    this.#tell('scalars')
  }

  addFrame(frame: Frame): void {
    this.frames.set(frame.probe, frame)
    this.#tell(`frame:${frame.probe}`)
  }

  addMeasures(measured: Measured): void {
    this.measures = addMeasured(this.measures, measured)
    this.#tell('measures')
  }

  /** The next run to begin continues this history: a run that one goes back to. Null: none does after all. */
  expect(history: History | null, measures: Measured[] = []): void {
    this.#expected = history && { history, measures }
  }

  /** A run begins at `step`: whatever came later belongs to another one. */
  begin(step: number): void {
    if (this.#expected) Object.assign(this, this.#expected)
    this.#expected = null
    if (step <= 0) {
      this.history = new History()
      this.measures = []
    } else {
      this.history.truncate(step)
      this.measures = this.measures.filter((measured) => measured.step <= step)
    }
    this.frames.clear()
    this.#tell('scalars')
    this.#tell('measures')
    this.#tell('cleared')
  }

  #tell(topic: Topic): void {
    for (const listener of this.#listeners.get(topic) ?? []) listener()
  }
}
