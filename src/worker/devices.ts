import type { DeviceReport } from '../protocol/events'

/** What a device may do before a model's first step. */
export interface WarmUp {
  /** A training step of a throw-away model of the same shape. Its results are not looked at. */
  step(): void
  progress(activity: string, share: number): void
}

/** Chooses and switches tfjs backends. The worker has the browser's; tests bring their own. */
export interface Devices {
  /** Makes `choice` (`auto` or an id) the current backend. Throws `DeviceError`, with the former one kept. */
  choose(choice: string, kernels?: string): Promise<DeviceReport>
  report(): DeviceReport
  /** Resolves once the device has little enough queued work to take another iteration. */
  admit(): Promise<void>
  /** Resolves once the device has done all that it was given. */
  drain(): Promise<void>
  /** The person is using the page: less is queued for a while. */
  interacted(): void
  /** Whether numbers have 16 bits there, so that squares of small ones vanish. */
  readonly coarse: boolean
  /** Whether `warmUp` has anything to do. */
  readonly warms: boolean
  warmUp(options: WarmUp): Promise<void>
  /** Whether what was on the device is gone (a GPU that was reset): whatever is read from it now is no result. */
  isLost(): boolean
  /** Calls `told` when that happens. */
  whenLost(told: () => void): void
  /** Memory of the graphics card in use, where there is one. */
  gpuBytes(): number | undefined
  /** The backends among which a timing decides, best guess first. */
  candidates(): string[]
  /** Whether the guess needs a timing of this kind of model before it is trusted. */
  undecided(model: string): boolean
  /** Does something on a backend, then goes back to the current one. */
  on<T>(backend: string, task: () => Promise<T>): Promise<T>
  /** Notes how long an iteration of this kind of model took; `auto` goes by it from then on. */
  record(model: string, backend: string, stepMs: number): void
}
