import { RowGrid } from '../canvas/row-grid'
import type { View, ViewProps } from './view'

const columns = 10

function ClassGrid({ dataset }: ViewProps) {
  return (
    <>
      <div className="pic plate">
        <RowGrid
          probe="class-grid"
          rowNames={({ blocks }) => (dataset.classes ?? []).slice(0, blocks.images!.shape[0]! / columns)}
          columns={columns}
          name={(step) => `Samples of each class, step ${step}`}
          empty="Samples of each class"
        />
      </div>
      <div className="side">
        <section>
          <h3 className="heading">A row a class</h3>
          <p className="caption">
            The class is asked for, so each row should show one. A column is one latent code, told every class
            in turn: what stays the same down a column – slant, weight, width – is what the code says.
          </p>
        </section>
      </div>
    </>
  )
}

/** Conditionings in which a class of the data is told to the generator or the decoder. */
const told = ['label', 'classifier', 'class']

export const classGrid: View = {
  id: 'class-grid',
  label: 'Classes',
  needs: ['sample'],
  lacks: ['sampleSteps'],
  kind: 'image',
  serves: ({ conditioning }) => told.includes(String(conditioning)),
  probes: [{ id: 'class-grid', options: { size: columns } }, { id: 'real' }],
  component: ClassGrid,
}
