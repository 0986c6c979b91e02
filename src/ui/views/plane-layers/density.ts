import { rgb } from '../../canvas/palette'
import { densityPixels } from '../../canvas/plane/density'
import { drawField } from '../../canvas/plane/field'
import type { PlaneLayer } from './layer'

export const density: PlaneLayer = {
  id: 'density',
  label: 'Density',
  help: 'How probable the model makes each place: the decoder’s own noise around many draws, or the draws smoothed',
  says: 'The density is the decoder’s own noise round a thousand draws; without a decoder’s noise, the draws smoothed.',
  swatch: 'radial-gradient(circle, var(--gen), transparent 80%)',
  probe: 'density',
  needs: ['sample'],
  paint(pen, frame, projection, { gen }) {
    const { values } = frame.blocks
    if (values) drawField(pen, densityPixels(values, rgb(gen)), projection)
  },
}
