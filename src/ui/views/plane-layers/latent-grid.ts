import { drawManifold } from '../../canvas/plane/manifold'
import type { PlaneLayer } from './layer'

export const latentGrid: PlaneLayer = {
  id: 'latent-grid',
  label: 'Manifold',
  help: 'The latent plane, bent into the data: dense where the model puts many points',
  says: 'The manifold is the model’s latent plane, bent into the data: dense where it puts many points.',
  swatch:
    'repeating-linear-gradient(0deg, var(--gen) 0 1px, transparent 0 4px), repeating-linear-gradient(90deg, var(--gen) 0 1px, transparent 0 4px)',
  probe: 'latent-grid',
  needs: ['sample'],
  paint(pen, frame, projection, { gen }) {
    const { points } = frame.blocks
    if (points) drawManifold(pen, points, projection, gen)
  },
}
