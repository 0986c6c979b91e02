import type { Subject } from '../engine/core/probe'
import { look, lookSlowly } from '../engine/probes'
import type { ProbeRequest } from '../protocol/api'
import type { Frame } from '../protocol/events'

/** Share of the time that pictures may take while training, and the one they may take rather than stand still for a second. */
const budget = 0.05
const patience = { share: 0.15, milliseconds: 1000 }
/**
 * The least time between two looks, in milliseconds. Where the processor trains, it also paints and composes every picture:
 * each costs training several times what the look itself does.
 */
const onCard = 100
const onProcessor = 220

/** Milliseconds from one look to the next where one takes `cost`. */
const pauseAfter = (cost: number): number =>
  Math.min(cost / budget, Math.max(patience.milliseconds, cost / patience.share))

interface Watched extends ProbeRequest {
  /** It does not change: looked at once is enough, until `refresh`. */
  still: boolean
  looking: boolean
  /** Ends a picture that is still being drawn, site by site. */
  stop?: () => void
}

/**
 * Looks at the watched probes as often as the budget allows, all in one go: what is shown side by side is of one step.
 */
export class Pictures {
  #watched: Watched[] = []
  /** True between `refresh` and the looks that follow it: nothing else wants the device then. */
  #settled = false
  /** When they may be looked at again. */
  #dueAt = 0

  constructor(
    private readonly emit: (frame: Frame) => void,
    private readonly now: () => number,
    /** Whether models are trained by the processor. */
    private readonly byProcessor: () => boolean = () => false,
  ) {}

  watch(requests: ProbeRequest[]): void {
    this.#stopDrawing()
    this.#watched = requests.map((request) => ({ ...request, still: false, looking: false }))
    this.#dueAt = 0
  }

  /** Everything is due, and what is being drawn ends: a new run, a pause, a new subject, or none. */
  refresh(): void {
    this.#stopDrawing()
    this.#settled = true
    this.#dueAt = 0
    for (const probe of this.#watched) probe.still = false
  }

  /**
   * Starts the looks that are due. Each resolves with its first frame: one that is drawn slowly goes on behind. Real
   * examples do not change: they are looked at once, until `refresh`.
   */
  poll(subject: Subject, step: number): Promise<void>[] {
    const now = this.now()
    const busy = this.#watched.some((probe) => probe.looking && !probe.stop)
    if (busy || now < this.#dueAt) return []
    const training = !this.#settled
    this.#settled = false
    const shortest = this.byProcessor() ? onProcessor : onCard
    this.#dueAt = now + shortest
    const watched = this.#watched
    const looks = watched
      .filter((probe) => !probe.looking && !probe.still)
      .map((probe) => this.#look(probe, subject, step, training))
    void Promise.allSettled(looks).then(() => {
      // Of a run at rest a look costs training nothing.
      const pause = training ? pauseAfter(this.now() - now) : 0
      // A refresh in between has made everything due: it stays so.
      if (watched === this.#watched && this.#dueAt > 0) this.#dueAt = now + Math.max(shortest, pause)
    })
    return looks
  }

  /** A frame of each that changes with the weights, of the very moment of the call; none of those that cannot be taken. */
  async takeAll(subject: Subject, step: number): Promise<Frame[]> {
    const taken = this.#watched
      .filter(({ id }) => id !== 'real')
      .map(({ id, options }) => look(id, subject, step, options).catch(() => null))
    return (await Promise.all(taken)).filter((frame) => frame !== null)
  }

  async #look(probe: Watched, subject: Subject, step: number, training: boolean): Promise<void> {
    probe.looking = true
    const frames = lookSlowly(probe.id, subject, step, probe.options)
    let goesOn = false
    try {
      const first = await frames.next()
      probe.still = probe.id === 'real' || first.done === true
      if (first.done) return
      this.emit(first.value)
      goesOn = true
    } finally {
      if (!goesOn) probe.looking = false
    }
    void this.#follow(probe, frames, training)
  }

  /** The rest of a picture, in slices that leave training its share of the time. */
  async #follow(probe: Watched, frames: AsyncGenerator<Frame, void>, training: boolean): Promise<void> {
    let stopped = false
    probe.stop = () => {
      stopped = true
      probe.stop = undefined
      probe.looking = false
    }
    let cost = 0
    while (!stopped) {
      const begin = this.now()
      const next = await frames.next()
      if (next.done) break
      cost = this.now() - begin
      if (!stopped) this.emit(next.value)
      const rest = training ? (cost * this.#watched.length) / budget : 0
      await new Promise((resolve) => setTimeout(resolve, rest))
    }
    await frames.return()
    if (!stopped) probe.stop?.()
  }

  #stopDrawing(): void {
    for (const probe of this.#watched) probe.stop?.()
  }
}
