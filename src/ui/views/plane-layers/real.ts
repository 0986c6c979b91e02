import { drawPoints, stampOf } from '../../canvas/plane/points'
import type { PlaneLayer } from './layer'
import { dotRadius } from './samples'

export const real: PlaneLayer = {
  id: 'real',
  label: 'Real points',
  help: 'Examples of the training set',
  swatch: 'var(--real)',
  probe: 'real',
  needs: [],
  paint(pen, frame, projection, palette) {
    const { points } = frame.blocks
    const dot = { radius: dotRadius(projection), colour: palette.real, alpha: 0.8 }
    if (points) drawPoints(pen, points, projection, stampOf(dot))
  },
}
