import { contour as crossings, drawSegments } from '../../canvas/plane/contour'
import type { PlaneLayer } from './layer'

export const contour: PlaneLayer = {
  id: 'contour',
  label: 'Decision contour',
  help: 'Where D is undecided: its probability is ½',
  swatch: 'linear-gradient(0deg, transparent 40%, var(--ink) 40% 60%, transparent 60%)',
  probe: 'heat-map',
  needs: ['score'],
  paint(pen, frame, projection, { ink }) {
    const { values } = frame.blocks
    if (values) drawSegments(pen, crossings(values, 0.5, projection.extent), projection, ink)
  },
}
