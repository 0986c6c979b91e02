import type { Frame } from '../../protocol/events'
import { thinned } from '../storage/thin'

/** What the stage showed at one step: the frames of the probes that were watched then. */
export interface Moment {
  step: number
  frames: Map<string, Frame>
}

const mostMoments = 120
const mostBytes = 48 * 2 ** 20

/**
 * The pictures of a run's life. Every moment is taken; where there are more than the budget allows, those go that have their
 * neighbours nearest by ratio, so that what stays is spread evenly on a logarithmic scale. First and last always stay.
 */
export class Film {
  moments: Moment[] = []
  #bytes = 0

  constructor(
    readonly most = mostMoments,
    readonly budget = mostBytes,
  ) {}

  get bytes(): number {
    return this.#bytes
  }

  add(frame: Frame): void {
    if (frame.probe === 'real') return // the same at all times
    const last = this.moments.at(-1)
    if (last && last.step > frame.step) this.truncate(frame.step)
    let moment = this.moments.at(-1)
    if (moment?.step !== frame.step) {
      moment = { step: frame.step, frames: new Map() }
      this.moments.push(moment)
    }
    const former = moment.frames.get(frame.probe)
    this.#bytes += sizeOf(frame) - (former ? sizeOf(former) : 0)
    moment.frames.set(frame.probe, frame)
    if (this.moments.length > this.most) this.#thin(this.most)
    while (this.#bytes > this.budget && this.moments.length > 2) this.#thin(this.moments.length - 1)
  }

  /** The run went back: what came after `step` is of another life. */
  truncate(step: number): void {
    while (this.moments.length && this.moments.at(-1)!.step > step) this.#drop(this.moments.length - 1)
  }

  /** Takes frames, by step, of before all that it has. */
  recall(frames: Frame[]): void {
    const present = this.moments.flatMap((moment) => [...moment.frames.values()])
    const first = present[0]?.step ?? Number.POSITIVE_INFINITY
    this.truncate(-1)
    for (const frame of [...frames.filter(({ step }) => step < first), ...present]) this.add(frame)
  }

  /** A film of its own that begins as this one did, up to `step`. */
  fork(step: number): Film {
    const film = new Film(this.most, this.budget)
    for (const moment of this.moments)
      if (moment.step <= step) for (const frame of moment.frames.values()) film.add(frame)
    return film
  }

  #thin(count: number): void {
    const gone = new Set(
      thinned(
        this.moments.map(({ step }) => step),
        count,
      ),
    )
    for (let i = this.moments.length - 1; i >= 0; i--) if (gone.has(this.moments[i]!.step)) this.#drop(i)
  }

  #drop(index: number): void {
    const [moment] = this.moments.splice(index, 1)
    for (const frame of moment!.frames.values()) this.#bytes -= sizeOf(frame)
  }
}

function sizeOf({ blocks }: Frame): number {
  return Object.values(blocks).reduce((total, { data }) => total + data.byteLength, 0)
}

const filmsKept = 3

/** Films of the latest runs, by their id. */
export class Films {
  readonly #films = new Map<string, Film>()

  of(id: string): Film {
    const film = this.#films.get(id) ?? new Film()
    this.set(id, film)
    return film
  }

  set(id: string, film: Film): void {
    this.#films.delete(id)
    this.#films.set(id, film)
    for (const old of [...this.#films.keys()].slice(0, -filmsKept)) this.#films.delete(old)
  }
}
