import type { Frame } from '../../../protocol/events'
import type { Palette } from '../../canvas/palette'
import type { Pen } from '../../canvas/plane/pen'
import type { Projection } from '../../canvas/plane/projection'
import type { PlaneLayer } from './layer'

/** The whole picture: the surface, then each layer whose frame is there, from the bottom up. */
export function paintPlane(
  pen: Pen & Pick<CanvasRenderingContext2D, 'fillRect'>,
  layers: readonly PlaneLayer[],
  frames: ReadonlyMap<string, Frame>,
  projection: Projection,
  palette: Palette,
): void {
  pen.globalAlpha = 1
  pen.fillStyle = palette.surface
  pen.fillRect(0, 0, projection.size, projection.size)
  for (const layer of layers) {
    const frame = frames.get(layer.probe)
    if (frame) layer.paint(pen, frame, projection, palette)
  }
  pen.globalAlpha = 1
}
