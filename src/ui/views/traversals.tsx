import { RowGrid } from '../canvas/row-grid'
import { usePage } from '../store/page'
import type { View, ViewProps } from './view'

const columns = 10

/** "code" for the categories, c₁ c₂ … for taught codes, else z₁ z₂ … */
export function traversalNames(dimensions: ArrayLike<number>): string[] {
  const all = Array.from(dimensions)
  const taught = all[0] === -1
  return all.map((dimension, row) => {
    if (dimension < 0) return 'code'
    const number = taught ? row : dimension + 1
    return `${taught ? 'c' : 'z'}${String(number).replace(/\d/g, (digit) => '₀₁₂₃₄₅₆₇₈₉'[Number(digit)]!)}`
  })
}

function Traversals({ family }: ViewProps) {
  const codes = usePage((state) => state.config?.settings.conditioning === 'codes')
  return (
    <>
      <div className="pic plate">
        <RowGrid
          probe="traversals"
          rowNames={({ blocks }) => traversalNames(blocks.dimensions!.data)}
          columns={columns}
          name={(step) => `A walk along each code, step ${step}`}
          empty="A walk along each code"
        />
      </div>
      <div className="side">
        <section>
          <h3 className="heading">A row a code</h3>
          <p className="caption">
            {codes
              ? 'One sample, in which one code moves at a time. The first row runs through the values of the discrete code: once the codes work, each is a kind of its own. The others move one continuous code from −1 to 1.'
              : `One sample, in which one latent dimension moves at a time, from its lowest tenth to its highest. A row in which nothing changes is a dimension that ${family.label} does not use.`}
          </p>
        </section>
      </div>
    </>
  )
}

export const traversals: View = {
  id: 'traversals',
  label: 'Traversals',
  needs: ['sample'],
  lacks: ['sampleSteps'],
  kind: 'image',
  serves: ({ conditioning }, family) => family.capabilities.includes('decode') || conditioning === 'codes',
  probes: [{ id: 'traversals', options: { size: columns } }, { id: 'real' }],
  component: Traversals,
}
