import { GridCanvas } from '../canvas/grid-canvas'
import type { View } from './view'

function LatentMap() {
  return (
    <>
      <div className="pic plate">
        <GridCanvas
          probe="latent-grid"
          blocks={['images']}
          gap={0}
          name={(step) => `Latent map, step ${step}`}
          empty="Latent map"
        />
      </div>
      <div className="side">
        <section>
          <h3 className="heading">The latent plane</h3>
          <p className="caption">
            A walk over it: the first two latent dimensions run across and down, at equal steps of
            probability; the others stay at zero. Neighbours should look alike: where the map tears, the model
            has not filled the space between.
          </p>
        </section>
      </div>
    </>
  )
}

export const latentMap: View = {
  id: 'latent-map',
  label: 'Latent map',
  needs: ['sample'],
  lacks: ['sampleSteps'],
  kind: 'image',
  probes: [{ id: 'latent-grid' }],
  component: LatentMap,
}
