import type { SavedRun } from './api'
import type { Stop } from './config'
import type { Role } from './schema'

/**
 * `idle` nothing built · `building` data and networks are being made · `running` · `paused` (also: built, at step 0)
 * · `failed` the session cannot go on; `prepare` starts afresh.
 */
export type SessionState = 'idle' | 'building' | 'running' | 'paused' | 'failed'

export interface Status {
  state: SessionState
  /** What is being done while building or waiting ("Loading MNIST", "Preparing the GPU"); otherwise empty. */
  activity: string
  /** 0–1 while building, where known. */
  progress?: number
  step: number
  epoch: number
  /** Time spent training, in milliseconds. */
  elapsedMs: number
  stepsPerSecond: number
  stop: Stop
  /** 0–1 towards the stop condition, and the time that it still takes; absent with `never`. */
  stopProgress?: number
  remainingMs?: number
  /** Why the run stands still, when it paused by itself ("Stopped after 3,000 steps"). */
  pausedBy?: string
  tensors: number
  bytes: number
  /** Memory of the graphics card in use, textures kept for reuse included. */
  gpuBytes?: number
}

/** A typed array with a shape; rows first. */
export interface Block {
  shape: number[]
  data: Float32Array | Uint8Array
}

/** The answer of a probe (src/engine/probes): what one picture on the stage is drawn from. */
export interface Frame {
  probe: string
  step: number
  blocks: Record<string, Block>
}

/** A person-readable failure: what happened, and what to do next. */
export interface Problem {
  /** `ConfigError`, `DataError`, `DeviceError`, `FormatError`, `DivergenceError` or another error's name. */
  name: string
  message: string
  next: string
}

export interface LayerDescription {
  kind: string
  label: string
  /** Without the batch dimension. */
  outputShape: number[]
  parameters: number
  /** Multiply-adds for one example. */
  macs: number
}

export interface NetworkDescription {
  id: string
  label: string
  role: Role
  inputShape: number[]
  outputShape: number[]
  layers: LayerDescription[]
  parameters: number
  macs: number
}

/** A node of the model picture, left to right: a tensor that flows, or a network by its id. */
export type FlowNode =
  | { kind: 'tensor'; label: string; role: Role; shape: number[] }
  | { kind: 'network'; network: string }

export interface ModelDescription {
  networks: NetworkDescription[]
  flow: FlowNode[]
}

export interface DeviceReport {
  /** The backend in use: `webgl`, `simd`, `cpu`. */
  backend: string
  /** Short name for the badge, e.g. "WebGL · Apple M2" or "CPU". */
  label: string
  /** The renderer as the driver names it; empty without WebGL. */
  renderer: string
  /** True where WebGL runs on the processor. */
  software: boolean
  /** A sentence: why this backend, and what to expect. */
  why: string
  /** Sentences about what this device cannot do; empty where there is nothing to say. */
  advice?: string[]
  /** `stepMs`: what an iteration of the present model took there, where it was timed. */
  options: { id: string; label: string; available: boolean; note: string; stepMs?: number }[]
  /** What the person chose: `auto` or a backend id. */
  choice: string
}

export type SessionEvent =
  | { type: 'status'; status: Status }
  /** A run begins (built, rebuilt, reset or restored): charts and pictures of the former one end here. */
  | { type: 'run'; description: ModelDescription; step: number }
  /** Scalars of consecutive steps: `values[name][i]` belongs to `steps[i]`; NaN where a step reported none. */
  | { type: 'scalars'; steps: Float64Array; values: Record<string, Float32Array> }
  | { type: 'frame'; frame: Frame }
  | { type: 'measures'; step: number; values: Record<string, number> }
  /** How much of the data set has arrived. */
  | { type: 'data'; id: string; loaded: number; total: number; problem?: Problem }
  | { type: 'device'; device: DeviceReport }
  /**
   * The device lost all that was on it, and with it this worker its use: the page is to start another one, with the
   * latest whole copy of the run that this one holds.
   */
  | { type: 'lost'; saved: SavedRun | null }
  | { type: 'notice'; level: 'info' | 'warning'; text: string }
  | { type: 'problem'; problem: Problem }
