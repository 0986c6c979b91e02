import type { Catalogue } from './catalogue'
import type { RunConfig, Stop } from './config'
import type { DeviceReport, Frame, ModelDescription, SessionEvent } from './events'
import type { Measured } from './history'
import type { Settings } from './schema'
import type { Sketch } from './sketch'
import type { StageReport } from './stages'

/**
 * What the page asks of the worker. A call that fails rejects with a `Problem`-shaped error
 * (`name`, `message`, `next`), and leaves the run in progress as it was unless it says otherwise.
 */
export interface SessionApi {
  catalogue(): Catalogue
  /**
   * Chooses the backend: `auto` or an id. An existing run is carried over at its step. `kernels` (`auto`, `stock`, `fast`)
   * says which WebGL kernels compute.
   */
  chooseBackend(choice: string, kernels?: string): Promise<DeviceReport>
  /** Times the present model's step on the backends worth comparing; with `auto`, the fastest is then used. */
  compareBackends(): Promise<DeviceReport>
  /** Shapes, parameters and multiply-adds of the networks that a configuration would build. Throws `ConfigError`. */
  describe(config: RunConfig): ModelDescription
  /** The same with every layer up to one that does not fit, and why. Throws `ConfigError` where the settings make no model. */
  sketch(config: RunConfig): Sketch
  /** Loads the data, builds the networks, shows step 0. Ends the former run. A newer call overtakes an older one. */
  prepare(config: RunConfig): Promise<void>
  train(): Promise<void>
  /** Resolves once the step in flight has ended. */
  pause(): Promise<void>
  /** The person is using the page: training leaves it more of the device for about a second. */
  interacted(): void
  /** One iteration, then paused. */
  step(): Promise<void>
  /**
   * One ordinary iteration, then paused, with what each of its stages did; the run goes on from it as from any other.
   * Null where no iteration could be done (no run, or its data did not arrive).
   */
  slowStep(): Promise<StageReport | null>
  /** Back to the same initial weights, step 0. */
  reset(): Promise<void>
  /** Changes live settings of the run; they take effect at the next step. */
  change(settings: Settings): Promise<void>
  setStop(stop: Stop): Promise<void>
  /** Which probes to send frames of, with their options; replaces the former list. */
  watch(probes: ProbeRequest[]): Promise<void>
  /** Tries again to fetch data that failed to arrive. */
  retryData(): Promise<void>
  /** Measures now (they are also taken from time to time during training). */
  measure(): Promise<void>
  exportRun(format: string): Promise<ExportedFile>
  /** What a file is that the person opens, by its content. Rejects with `FormatError` where it is damaged. */
  identify(bytes: Uint8Array): OpenedFile
  /** Continues from the weights in the file. Rejects with `FormatError`, the run untouched. */
  importWeights(file: { name: string; bytes: Uint8Array }): Promise<string>
  /**
   * The run as it stands, to be given to `restore` later (also after the worker died). Null before the first run.
   * A step in flight ends first; the next one does not wait for it.
   */
  checkpoint(): Promise<SavedRun | null>
  /** Continues a run from the bytes of `checkpoint()`. */
  restore(checkpoint: Uint8Array): Promise<RunConfig>
  /** Frames of probes as a checkpoint of the present data gives them, without touching the run. */
  lookAt(checkpoint: Uint8Array, probes: ProbeRequest[]): Promise<Frame[]>
  /**
   * The checkpoint of the present run's `step`, trained to from an earlier one beside the run. Null where that does not lead
   * there (a setting was changed on the way, or what the run told of the step after is no longer known), where it takes too
   * long, and when a newer call or `stopReplay` ends it.
   */
  replay(checkpoint: Uint8Array, step: number): Promise<Uint8Array | null>
  stopReplay(): void
  /** Curves and measures within a checkpoint, without touching the run. */
  readCheckpoint(checkpoint: Uint8Array): RunPast
}

/** A whole run for `restore` · raw values for `normaliseConfig` · anything else, to be tried as weights. */
export type OpenedFile =
  | { kind: 'run'; checkpoint: Uint8Array; config: RunConfig; step: number }
  | { kind: 'config'; raw: Record<string, unknown> }
  | { kind: 'weights' }

/** A run on the host, whole. */
export interface SavedRun {
  bytes: Uint8Array
  config: RunConfig
  step: number
  elapsedMs: number
  /** Whether every weight is a finite number: whether going back to it makes sense. */
  finite: boolean
}

/** What a run has told up to a checkpoint. */
export interface RunPast {
  config: RunConfig
  step: number
  elapsedMs: number
  /** As in the `scalars` event. */
  steps: Float64Array
  values: Record<string, Float32Array>
  measures: Measured[]
}

export interface ProbeRequest {
  id: string
  options?: Record<string, number>
}

export interface ExportedFile {
  name: string
  mime: string
  bytes: Uint8Array
}

/** What the worker calls on the page. */
export interface PageApi {
  event(event: SessionEvent): void
}
