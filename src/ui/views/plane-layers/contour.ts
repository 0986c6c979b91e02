import type { Block } from '../../../protocol/events'
import { contour as crossings, drawSegments } from '../../canvas/plane/contour'
import type { PlaneLayer } from './layer'

/** Found once for each look: moving about in the plane changes none of it. */
const found = new WeakMap<Block, number[]>()

function undecided(values: Block, extent: number): number[] {
  let segments = found.get(values)
  if (!segments) {
    segments = crossings(values, 0.5, extent)
    found.set(values, segments)
  }
  return segments
}

export const contour: PlaneLayer = {
  id: 'contour',
  label: 'Decision contour',
  help: 'Where D is undecided: its probability is ½',
  swatch: 'linear-gradient(0deg, transparent 40%, var(--ink) 40% 60%, transparent 60%)',
  probe: 'heat-map',
  needs: ['score'],
  paint(pen, frame, projection, { ink }) {
    const { values } = frame.blocks
    if (values) drawSegments(pen, undecided(values, projection.extent), projection, ink)
  },
}
