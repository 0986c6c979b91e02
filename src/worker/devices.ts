import type { DeviceReport } from '../protocol/events'

/** Chooses and switches tfjs backends. The worker has the browser's; tests bring their own. */
export interface Devices {
  /** Makes `choice` (`auto` or an id) the current backend. Throws `DeviceError`, with the former one kept. */
  choose(choice: string): Promise<DeviceReport>
  report(): DeviceReport
  /** Resolves once the device has little enough queued work to take another iteration. */
  admit(): Promise<void>
}
