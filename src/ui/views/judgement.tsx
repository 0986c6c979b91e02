import { useState } from 'react'
import { exampleOf, takenForReal, tinted } from '../canvas/judged-grid'
import { type Drawing, LiveCanvas } from '../canvas/live-canvas'
import { paintPixels } from '../canvas/paint'
import { rgb } from '../canvas/palette'
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
          paint={(drawing) => paintJudged(drawing, overlay)}
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

function paintJudged(drawing: Drawing, overlay: boolean): string | null {
  const { context, width, height, scale, palette, record } = drawing
  const frame = record.frames.get('saliency')
  const { images, scores, gradient } = frame?.blocks ?? {}
  if (!frame || !images || !scores || !gradient) return null
  const [count, ...shape] = images.shape as [number, number, number, number]
  const rows = Math.ceil(count / columns)
  const foot = 20 * scale
  const gap = 6 * scale
  const cell = Math.min((width - (columns - 1) * gap) / columns, (height - (rows - 1) * gap) / rows - foot)
  const [real, fake] = [rgb(palette.real), rgb(palette.disc)]
  context.clearRect(0, 0, width, height)
  context.font = `${11 * scale}px ${getComputedStyle(context.canvas).fontFamily}`
  context.textBaseline = 'alphabetic'
  context.textAlign = 'right'
  for (let i = 0; i < count; i++) {
    const left = (i % columns) * (cell + gap)
    const top = Math.floor(i / columns) * (cell + foot + gap)
    const slope = overlay ? exampleOf(gradient, i) : null
    paintPixels(context, tinted(exampleOf(images, i), shape, slope, real, fake), left, top, cell, cell)
    const score = scores.data[i]!
    const figure = 28 * scale
    context.fillStyle = palette.line
    context.fillRect(left, top + cell + 9 * scale, cell - figure, 3 * scale)
    context.fillStyle = score > 0.5 ? palette.real : palette.disc
    context.fillRect(left, top + cell + 9 * scale, (cell - figure) * score, 3 * scale)
    context.fillStyle = palette.ink
    context.fillText(`${Math.round(score * 100)}`, left + cell, top + cell + 14 * scale)
  }
  return `Samples and what D thinks of each, step ${frame.step}: ${takenForReal(scores.data)}`
}

export const judgement: View = {
  id: 'judgement',
  label: 'What D sees',
  needs: ['sample', 'score'],
  kind: 'image',
  probes: [{ id: 'saliency', options: { count: 5 * columns } }, { id: 'real' }],
  component: Judgement,
}
