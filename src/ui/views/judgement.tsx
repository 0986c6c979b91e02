import { useState } from 'react'
import { takenForReal } from '../canvas/judged-grid'
import { LiveCanvas } from '../canvas/live-canvas'
import { Scores } from './scores'
import type { View } from './view'

const columns = 7

/** Samples, under each what D thinks of it, and over each, if wanted, what D looks at. */
function Judgement() {
  const [overlay, setOverlay] = useState(true)
  return (
    <>
      <div className="pic plate">
        <LiveCanvas
          probes={['saliency']}
          name="What D sees"
          className="grid-canvas"
          words
          look={({ frames }) => {
            const frame = frames.get('saliency')
            const { scores } = frame?.blocks ?? {}
            if (!frame || !scores) return null
            const name = `Samples and what D thinks of each, step ${frame.step}: ${takenForReal(scores.data)}`
            return { name, scene: { kind: 'judged', props: { overlay, columns } } }
          }}
        />
      </div>
      <div className="side">
        <section className="layers-list">
          <h3 className="heading">Over each sample</h3>
          <label className="layer">
            <i style={{ background: 'linear-gradient(90deg, var(--disc), var(--real))' }} />
            Where D looks
            <input
              type="checkbox"
              className="check"
              checked={overlay}
              onChange={() => setOverlay(!overlay)}
            />
          </label>
        </section>
        <Scores probe="saliency" />
        <p className="caption">
          Under each sample stands the probability of being real that D gives it. Over it lies the slope of
          D’s score: <b className="as-real">blue</b> where more ink would look more real,{' '}
          <b className="as-fake">orange</b> where it would look more false. Down this slope the generator
          learns.
        </p>
      </div>
    </>
  )
}

export const judgement: View = {
  id: 'judgement',
  label: 'What D sees',
  needs: ['sample', 'score'],
  kind: 'image',
  probes: [{ id: 'saliency', options: { count: 5 * columns } }, { id: 'real' }],
  component: Judgement,
}
