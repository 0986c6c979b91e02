import { bytes, compact, large } from '../controls/format'
import { usePage } from '../store/page'
import { estimatedMs } from './draft'

/** What an iteration of the draft costs, roughly. */
export function Cost() {
  const sketch = usePage((state) => state.draft?.sketch)
  const measured = usePage((state) => state.draft?.measured ?? null)
  const device = usePage((state) => state.device)
  if (!sketch) return null
  const { macs, bytes: memory } = sketch.cost
  const weights = sketch.networks.reduce((total, { parameters }) => total + parameters, 0)
  const ms = device && estimatedMs(macs, measured, device)
  return (
    <dl className="editor-cost">
      <div>
        <dt>weights</dt>
        <dd>{large(weights)}</dd>
      </div>
      <div>
        <dt>multiply-adds a step</dt>
        <dd>{large(macs)}</dd>
      </div>
      <div>
        <dt>memory, about</dt>
        <dd>{bytes(memory)}</dd>
      </div>
      <div
        title={
          measured ? 'From what this run took, by its multiply-adds' : 'From the usual speed of this device'
        }
      >
        <dt>a step, about</dt>
        <dd>{ms === null ? '–' : `${compact(ms)} ms`}</dd>
      </div>
    </dl>
  )
}
