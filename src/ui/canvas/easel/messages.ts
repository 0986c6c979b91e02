import type { Frame } from '../../../protocol/events'
import type { Scene } from '../scenes'
import type { Sheet } from '../scenes/sheet'

/** A picture to paint. Frames that the painter already has are named alone. */
export interface Order {
  canvas: number
  scene: Scene
  sheet: Omit<Sheet, 'context'>
  /** Every frame of the picture by its key, and those that are new. */
  keys: string[]
  fresh: [string, Frame][]
}

export type ToPainter = Order | { canvas: number; gone: true }

/** Painted: its pixels. Or why it was not. */
export type FromPainter = { canvas: number; bitmap: ImageBitmap } | { canvas: number; failed: string }
