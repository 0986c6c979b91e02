import { LiveCanvas } from '../canvas/live-canvas'
import { useRecord, useTick } from '../store/page'
import type { View } from './view'

/** Triples a row. */
const across = 3

function CodeMaps() {
  return (
    <>
      <div className="pic plate">
        <LiveCanvas
          probes={['code-maps']}
          name="Code maps"
          className="grid-canvas"
          look={({ frames }) => {
            const frame = frames.get('code-maps')
            return frame
              ? { name: `Code maps, step ${frame.step}`, scene: { kind: 'code-maps', props: { across } } }
              : null
          }}
        />
      </div>
      <div className="side">
        <section>
          <h3 className="heading">In threes</h3>
          <p className="caption">
            An example, the words that spell it – each shade is one word of the codebook – and what the
            decoder makes of them.
          </p>
        </section>
        <Usage />
        <p className="caption">
          Words that no place uses are wasted; one that all use says nothing. Good is a long, slowly falling
          row of bars.
        </p>
      </div>
    </>
  )
}

/** How often each word is used, the most used first. */
function Usage() {
  const record = useRecord()
  useTick('frame:code-maps', 500)
  const usage = Array.from(record.frames.get('code-maps')?.blocks.usage?.data ?? [])
  const sorted = usage.sort((a, b) => b - a)
  const used = sorted.filter((share) => share > 0).length
  return (
    <section aria-label="Use of the codebook">
      <h3 className="heading">
        Use of the words <span className="aside">{sorted.length ? `${used} of ${sorted.length}` : '–'}</span>
      </h3>
      <div className="histogram usage" aria-hidden>
        {sorted.map((share, word) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its rank
          <i key={word} style={{ height: `${share ? Math.max(4, (share / sorted[0]!) * 100) : 0}%` }} />
        ))}
      </div>
    </section>
  )
}

export const codeMaps: View = {
  id: 'code-maps',
  label: 'Codes',
  needs: ['codeMap', 'reconstruct'],
  kind: 'image',
  probes: [{ id: 'code-maps', options: { count: 24 } }, { id: 'real' }],
  component: CodeMaps,
}
