import type { NetworkDescription } from './events'
import type { LayerSpec } from './layers'

/** What a configuration would build, as the layer editor shows it: also where it cannot be built. */
export interface Sketch {
  networks: SketchedNetwork[]
  /** Why it cannot be built, with the network and the layer where one is to blame. */
  problem: { message: string; next: string; network?: string; layer?: number } | null
  /** One iteration, roughly: multiply-adds, and bytes of weights, slots and activations. */
  cost: { macs: number; bytes: number; batch: number }
}

/** `layers` ends before the first one whose shape cannot be told; `specs` holds all. */
export interface SketchedNetwork extends NetworkDescription {
  specs: LayerSpec[]
  /** True where a person's own layers stand in place of the model's. */
  own: boolean
  /** How many layers at the begin and the end belong to the model, and why. */
  lockedBegin: number
  lockedEnd: number
  locks: { begin?: string; end?: string }
  /** Why the whole network is not to be changed. */
  locked?: string
  /** Its masked layers keep number and order. */
  masked: boolean
}
