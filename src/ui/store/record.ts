import type { Frame } from '../../protocol/events'
import { addMeasured, History, type Measured } from '../../protocol/history'
import { type Film, Films } from '../film/film'

export type { Measured }

type Topic = 'scalars' | 'measures' | 'cleared' | 'film' | `frame:${string}`

/**
 * What a run has produced: scalars, pictures, measures. It lives outside React, since it changes many times a
 * second; canvases and charts listen to the topics they draw and decide themselves when to repaint.
 */
export class RunRecord {
  history = new History()
  measures: Measured[] = []
  /** What the canvases draw: the newest of each probe, or a moment of the past. */
  readonly frames = new Map<string, Frame>()
  film: Film
  #films = new Films()
  /** The newest frames, while a moment of the past is shown. */
  #present: Map<string, Frame> | null = null
  #expected: Pick<RunRecord, 'history' | 'measures'> | null = null
  #listeners = new Map<Topic, Set<() => void>>()

  constructor() {
    this.film = this.#films.of('')
  }

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
    this.film.add(frame)
    this.#tell('film')
    // What does not change belongs to the past as well.
    if (this.#present && frame.probe !== 'real') this.#present.set(frame.probe, frame)
    else this.#draw(frame)
  }

  /** Pictures that an earlier visit kept of the run that stands. */
  recall(frames: Frame[]): void {
    this.film.recall(frames)
    this.#tell('film')
  }

  /** The newest of each probe, also while the past is shown. */
  get present(): ReadonlyMap<string, Frame> {
    return this.#present ?? this.frames
  }

  /** Draws frames of the past, and nothing of any other moment beside them. The run's own frames gather behind. */
  showPast(frames: Iterable<Frame>): void {
    this.#present ??= new Map(this.frames)
    const past = [...frames]
    const of = new Set(past.map(({ probe }) => probe))
    for (const probe of [...this.frames.keys()]) {
      if (probe === 'real' || of.has(probe)) continue
      this.frames.delete(probe)
      this.#tell(`frame:${probe}`)
    }
    for (const frame of past) this.#draw(frame)
  }

  showPresent(): void {
    const present = this.#present
    this.#present = null
    for (const frame of present?.values() ?? []) this.#draw(frame)
  }

  /** Run `to` will begin with the film of run `from` up to `step`. */
  fork(from: string, to: string, step: number): void {
    this.#films.set(to, this.#films.of(from).fork(step))
  }

  addMeasures(measured: Measured): void {
    this.measures = addMeasured(this.measures, measured)
    this.#tell('measures')
  }

  /** The next run to begin continues this history: a run that one goes back to. Null: none does after all. */
  expect(history: History | null, measures: Measured[] = []): void {
    this.#expected = history && { history, measures }
  }

  /** Run `id` begins at `step`: whatever came later belongs to another one. */
  begin(step: number, id = ''): void {
    this.film = this.#films.of(id)
    this.film.truncate(step)
    this.#present = null
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
    this.#tell('film')
  }

  #draw(frame: Frame): void {
    this.frames.set(frame.probe, frame)
    this.#tell(`frame:${frame.probe}`)
  }

  #tell(topic: Topic): void {
    for (const listener of this.#listeners.get(topic) ?? []) listener()
  }
}
