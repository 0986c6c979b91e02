import type { Pixels } from '../image-grid'
import { pixelCanvas } from '../paint'
import type { Pen } from './pen'
import type { Projection } from './projection'

/** Pixels that cover the whole plane, row 0 at its top, each at the centre of its cell; between them is interpolated. */
export function drawField(
  pen: Pen,
  pixels: Pixels,
  { x, y, unit, extent }: Projection,
  image = pixelCanvas(pixels),
) {
  pen.globalAlpha = 1
  pen.imageSmoothingEnabled = true
  const side = 2 * extent * unit
  pen.drawImage(image, 0, 0, pixels.width, pixels.height, x(-extent), y(extent), side, side)
}
