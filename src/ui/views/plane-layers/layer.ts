import type { Capability } from '../../../protocol/catalogue'
import type { Frame } from '../../../protocol/events'
import type { Palette } from '../../canvas/palette'
import type { Pen } from '../../canvas/plane/pen'
import type { Projection } from '../../canvas/plane/projection'

/** One thing that the plane shows, and that can be switched off: a file in this folder. */
export interface PlaneLayer {
  id: string
  /** Name of its checkbox. */
  label: string
  /** What it is, in a line. */
  help: string
  /** A sentence beside the picture while it is shown, where the name alone is not enough. */
  says?: string
  /** CSS background of its mark in the list. */
  swatch: string
  /** The probe whose frames it draws, and what a family must have for it. */
  probe: string
  options?: Record<string, number>
  needs: Capability[]
  paint(pen: Pen, frame: Frame, projection: Projection, palette: Palette): void
}
