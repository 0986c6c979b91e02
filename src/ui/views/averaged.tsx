import { GridCanvas } from '../canvas/grid-canvas'
import type { View } from './view'

const pictures = [
  { probe: 'raw-samples', title: 'As it stands', label: 'Samples of the generator as it stands' },
  { probe: 'samples', title: 'Moving average', label: 'Samples of its moving average' },
]

function Averaged() {
  return (
    <div className="averaged">
      {pictures.map(({ probe, title, label }) => (
        <section key={probe} className="plate">
          <h3 className="heading">{title}</h3>
          <div>
            <GridCanvas
              probe={probe}
              blocks={['images']}
              name={(step) => `${label}, step ${step}`}
              empty={label}
            />
          </div>
        </section>
      ))}
      <p className="caption">
        The same noise through the generator’s own weights, and through their moving average. The game keeps
        pushing the generator about; the average lies in the middle of where it has been, so its samples are
        calmer and most often better. Right after the start it lags behind.
      </p>
    </div>
  )
}

export const averaged: View = {
  id: 'averaged',
  label: 'Averaged',
  needs: ['sample'],
  lacks: ['sampleSteps'],
  kind: 'image',
  serves: ({ average }) => average === true,
  probes: [
    { id: 'raw-samples', options: { count: 36 } },
    { id: 'samples', options: { count: 36 } },
    { id: 'real' },
  ],
  component: Averaged,
}
