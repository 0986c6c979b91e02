import type { Subject } from '../engine/core/probe'
import { look } from '../engine/probes'
import type { ProbeRequest } from '../protocol/api'
import type { Frame } from '../protocol/events'

/** Share of the time that pictures may take while training. */
const budget = 0.12
const shortestInterval = 80

interface Watched extends ProbeRequest {
  /** When it may be looked at again. */
  dueAt: number
  looking: boolean
}

/** Looks at the watched probes as often as the budget allows, one look of each at a time. */
export class Pictures {
  #watched: Watched[] = []

  constructor(
    private readonly emit: (frame: Frame) => void,
    private readonly now: () => number,
  ) {}

  watch(requests: ProbeRequest[]): void {
    this.#watched = requests.map((request) => ({ ...request, dueAt: 0, looking: false }))
  }

  /** Everything is due: a new run, a pause, a new subject. */
  refresh(): void {
    for (const probe of this.#watched) probe.dueAt = 0
  }

  /** Starts the looks that are due. Real examples do not change: they are looked at once, until `refresh`. */
  poll(subject: Subject, step: number): Promise<void>[] {
    const now = this.now()
    return this.#watched
      .filter((probe) => !probe.looking && now >= probe.dueAt)
      .map((probe) => this.#look(probe, subject, step))
  }

  async #look(probe: Watched, subject: Subject, step: number): Promise<void> {
    probe.looking = true
    const begin = this.now()
    try {
      const frame = await look(probe.id, subject, step, probe.options)
      const cost = this.now() - begin
      const still = probe.id === 'real' || !frame
      probe.dueAt = still
        ? Number.POSITIVE_INFINITY
        : begin + Math.max(shortestInterval, (cost * this.#watched.length) / budget)
      if (frame) this.emit(frame)
    } finally {
      probe.looking = false
    }
  }
}
