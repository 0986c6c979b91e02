import { drawCurves } from '../../canvas/plane/curves'
import type { PlaneLayer } from './layer'

export const posterior: PlaneLayer = {
  id: 'posterior',
  label: 'Posteriors',
  help: 'For some real points the codes within one deviation of the encoder’s mean, as the decoder lays them back into the data',
  says: 'A violet curve holds the codes within one deviation of where the encoder puts a point, decoded again.',
  swatch: 'radial-gradient(ellipse 70% 45%, var(--enc) 0 55%, transparent 60%)',
  probe: 'posterior',
  needs: ['posterior'],
  paint(pen, frame, projection, { enc }) {
    const { curves } = frame.blocks
    if (curves) drawCurves(pen, curves, projection, enc)
  },
}
