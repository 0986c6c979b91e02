import { drawArrows } from '../../canvas/plane/arrows'
import type { PlaneLayer } from './layer'
import { dotRadius } from './samples'

export const gradients: PlaneLayer = {
  id: 'gradients',
  label: 'Gradients',
  help: 'Where D pushes generated points',
  says: 'The needles are the gradient of D’s output, before it is read as a probability: where D pushes a point. Their lengths compare within one picture.',
  swatch: 'linear-gradient(45deg, transparent 40%, var(--disc) 40% 62%, transparent 62%)',
  probe: 'gradients',
  needs: ['sample', 'score'],
  paint(pen, frame, projection, { disc }) {
    const { points, gradients: slopes } = frame.blocks
    if (points && slopes) drawArrows(pen, points, slopes, projection, dotRadius(projection) * 0.8, disc)
  },
}
