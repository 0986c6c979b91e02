import { getBackend, memory } from '@tensorflow/tfjs-core'
import type { SessionState, Status } from '../protocol/events'
import type { Clock } from './clock'
import type { Surroundings } from './surroundings'

/** Least time between two tellings while training, in milliseconds. */
const interval = 200

/** What the clock is asked about: the run, as far as it has come. */
type Counted = Parameters<Clock['report']>[0]

/** Where the session stands (idle → building → running ⇄ paused → failed), and the telling of it. */
export class Standing {
  #state: SessionState = 'idle'
  #activity = ''
  #progress: number | undefined
  #toldAt = 0
  #silent = false
  /** Why it paused of itself. */
  pausedBy: string | undefined

  constructor(
    private readonly world: Surroundings,
    private readonly clock: Clock,
    private readonly run: () => Counted,
  ) {}

  get state(): SessionState {
    return this.#state
  }

  /** Enters a state and tells it. */
  enter(state: SessionState, activity = ''): void {
    this.#state = state
    this.#activity = activity
    this.#progress = undefined
    this.tell()
  }

  /** Running becomes paused; it is told with whatever is told next. */
  stopRunning(): void {
    if (this.#state === 'running') this.#state = 'paused'
  }

  /** What is being done within the state, and how much of it is done. */
  doing(activity: string, progress = this.#progress): void {
    this.#activity = activity
    this.#progress = progress
  }

  /** How much of what is being built is there. */
  building(progress: number): void {
    if (this.#state !== 'building') return
    this.#progress = progress
    this.tell()
  }

  tellInTime(): void {
    if (this.world.now() - this.#toldAt >= interval) this.tell()
  }

  tell(): void {
    if (this.#silent) return
    this.#toldAt = this.world.now()
    // Before a backend is chosen tfjs has no memory to speak of, and throws when asked.
    const { numTensors, numBytes } = getBackend() ? memory() : { numTensors: 0, numBytes: 0 }
    const status: Status = {
      state: this.#state,
      activity: this.#activity,
      progress: this.#progress,
      pausedBy: this.pausedBy,
      tensors: numTensors,
      bytes: numBytes,
      gpuBytes: getBackend() ? this.world.devices.gpuBytes() : undefined,
      ...this.clock.report(this.run()),
    }
    this.world.emit({ type: 'status', status })
  }

  /** Nothing more is told. */
  silence(): void {
    this.#silent = true
  }
}
