import { GridCanvas } from '../canvas/grid-canvas'
import type { View, ViewProps } from './view'

const columns = 8

function Reconstructions({ dataset }: ViewProps) {
  return (
    <>
      <div className="pic plate">
        <GridCanvas
          probe="reconstructions"
          blocks={['inputs', 'outputs']}
          columns={columns}
          name={(step) => `Reconstructions, step ${step}`}
          empty="Reconstructions"
        />
      </div>
      <div className="side">
        <section>
          <h3 className="heading">In pairs of rows</h3>
          <dl className="facts">
            <div>
              <dt>
                <i className="swatch" style={{ background: 'var(--real)' }} />
                above
              </dt>
              <dd>an image of {dataset.label}</dd>
            </div>
            <div>
              <dt>
                <i className="swatch" style={{ background: 'var(--gen)' }} />
                below
              </dt>
              <dd>made from its code</dd>
            </div>
          </dl>
        </section>
        <p className="caption">
          The encoder writes each image as a short code, and the decoder paints it again from that code alone.
          What is lost did not fit in the code, or was not worth it.
        </p>
      </div>
    </>
  )
}

export const reconstructions: View = {
  id: 'reconstructions',
  label: 'Reconstructions',
  needs: ['reconstruct'],
  kind: 'image',
  probes: [{ id: 'reconstructions' }, { id: 'real' }],
  component: Reconstructions,
}
