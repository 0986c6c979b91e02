import type { Block } from '../../../protocol/events'
import { drawPoints, stampOf } from '../../canvas/plane/points'
import type { Projection } from '../../canvas/plane/projection'
import { sheetOf } from '../../canvas/plane/sheet'
import type { PlaneLayer } from './layer'
import { dotRadius } from './samples'

let drawn: { points: Block; key: string; image: CanvasImageSource } | undefined

/** The points as a picture of the whole canvas: they never change while a run trains, so each repaint lays it down again. */
function pictureOf(points: Block, projection: Projection, colour: string): CanvasImageSource {
  const { size, scale, unit } = projection
  const key = [size, scale, unit, projection.x(0), projection.y(0), colour].join()
  if (drawn?.points !== points || drawn.key !== key) {
    const { pen, picture } = sheetOf(size)
    const dot = { radius: dotRadius(projection), colour, alpha: 0.8 }
    drawPoints(pen, points, projection, stampOf(dot))
    if (drawn && 'close' in drawn.image) drawn.image.close()
    drawn = { points, key, image: picture() }
  }
  return drawn.image
}

export const real: PlaneLayer = {
  id: 'real',
  label: 'Real points',
  help: 'Examples of the training set',
  swatch: 'var(--real)',
  probe: 'real',
  needs: [],
  paint(pen, frame, projection, palette) {
    const { points } = frame.blocks
    if (points) pen.drawImage(pictureOf(points, projection, palette.real), 0, 0)
  },
}
