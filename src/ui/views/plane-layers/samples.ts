import { drawPoints, stampOf } from '../../canvas/plane/points'
import type { Projection } from '../../canvas/plane/projection'
import type { PlaneLayer } from './layer'

/** Radius of a dot in device pixels: no smaller than one can see, no larger than a mode of the ring. */
export const dotRadius = ({ size, scale }: Projection) => Math.max(1.6 * scale, size / 320)

export const samples: PlaneLayer = {
  id: 'samples',
  label: 'Generated points',
  help: 'What the model makes of noise; each dot keeps its own noise',
  swatch: 'var(--gen)',
  probe: 'samples',
  needs: ['sample'],
  paint(pen, frame, projection, { gen, surface }) {
    const { points } = frame.blocks
    const dot = { radius: dotRadius(projection) * 1.15, colour: gen, alpha: 1, rim: surface }
    if (points) drawPoints(pen, points, projection, stampOf(dot))
  },
}
