import { heatMap as heatPixels } from '../../canvas/heat-map'
import { rgb } from '../../canvas/palette'
import { drawField } from '../../canvas/plane/field'
import type { PlaneLayer } from './layer'

export const heatMap: PlaneLayer = {
  id: 'heat-map',
  label: 'Heat map',
  help: 'How real D thinks a point there would be',
  swatch: 'linear-gradient(90deg, var(--disc), var(--surface), var(--real))',
  probe: 'heat-map',
  needs: ['score'],
  paint(pen, frame, projection, { disc, surface, real }) {
    const { values } = frame.blocks
    if (values) drawField(pen, heatPixels(values, rgb(disc), rgb(surface), rgb(real)), projection)
  },
}
