import type { DataSource } from '../engine/core/dataset'
import type { SessionEvent } from '../protocol/events'
import type { Devices } from './devices'

/** What the session needs of the world. */
export interface Surroundings {
  source: DataSource
  devices: Devices
  emit(event: SessionEvent): void
  now(): number
  /** Lets messages in; resolves as a task of its own. */
  breathe(): Promise<void>
}
