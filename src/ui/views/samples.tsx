import { GridCanvas } from '../canvas/grid-canvas'
import { Scores } from './scores'
import type { View, ViewProps } from './view'

function Samples({ family, dataset }: ViewProps) {
  return (
    <>
      <div className="pic plate">
        <GridCanvas
          probe="samples"
          blocks={['images']}
          name={(step) => `Generated samples, step ${step}`}
          empty="Generated samples"
        />
      </div>
      <div className="side">
        <section className="compare">
          <h3 className="heading">Real, to compare</h3>
          <div className="plate">
            <GridCanvas
              probe="real"
              blocks={['images']}
              name={() => `Real examples of ${dataset.label}`}
              empty="Real examples"
            />
          </div>
        </section>
        {family.capabilities.includes('score') && <Scores />}
        <p className="caption">
          Each place keeps its own noise, so a picture that changes is the model that learned.
        </p>
      </div>
    </>
  )
}

export const samples: View = {
  id: 'samples',
  label: 'Samples',
  needs: ['sample'],
  kind: 'image',
  probes: [{ id: 'samples' }, { id: 'real' }],
  component: Samples,
}
