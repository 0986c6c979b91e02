import { RotateCcw } from 'lucide-react'
import { useMemo } from 'react'
import { whyNot } from '../../protocol/conflicts'
import { applies, type Field, fieldsOf, type Group } from '../../protocol/schema'
import { DrawButton } from '../drawing/draw-button'
import { useActions, useDataset, useFamily, usePage } from '../store/page'
import { FieldControl } from './field'
import { DataSelect, ModelSelect } from './selects'

const groups: { id: Group; title: string }[] = [
  { id: 'objective', title: 'Objective' },
  { id: 'stability', title: 'Stability' },
  { id: 'conditioning', title: 'Conditioning' },
  { id: 'network', title: 'Network' },
  { id: 'training', title: 'Training' },
]

/** The left column: what is trained, on what, and how. Every control comes from the family's schema. */
export function Experiment() {
  const family = useFamily()
  const dataset = useDataset()
  const fields = useMemo(
    () => (family && dataset ? fieldsOf(family.schema, dataset.kind, family.defaults[dataset.id]) : []),
    [family, dataset],
  )
  return (
    <aside className="experiment" aria-label="Experiment">
      <section aria-label="Data">
        <h2 className="heading">Data</h2>
        <DataSelect />
        <DrawButton />
      </section>
      <section aria-label="Model">
        <h2 className="heading">Model</h2>
        <ModelSelect />
      </section>
      {family
        ? groups.map((group) => {
            const own = fields.filter((field) => field.group === group.id)
            return own.length > 0 && <Fields key={group.id} title={group.title} fields={own} />
          })
        : groups.map((group) => <FieldSkeletons key={group.id} title={group.title} />)}
      {family && <Seed />}
    </aside>
  )
}

function Fields({ title, fields }: { title: string; fields: Field[] }) {
  const actions = useActions()
  const config = usePage((state) => state.config!)
  const family = useFamily()!
  const dataset = useDataset()!
  const shown = fields.filter((field) => applies(field, config.settings))
  if (!shown.length) return null
  return (
    <section aria-label={title}>
      <h2 className="heading">
        {title}
        {shown.some((field) => field.live) && (
          <span
            className="aside livekey"
            title="Settings with this mark take effect at the next step; any other starts a new run"
          >
            <i className="live" /> live
          </span>
        )}
      </h2>
      {shown.map((field) => (
        <FieldControl
          key={`${config.model}.${field.key}`}
          field={field}
          value={config.settings[field.key] ?? field.default}
          refusal={(value) => whyNot(family.conflicts, config.settings, dataset, field.key, value)}
          onChange={(value) => actions.change(field.key, value)}
        />
      ))}
    </section>
  )
}

/** The number that every random draw of the run comes from. */
function Seed() {
  const actions = useActions()
  const seed = usePage((state) => state.config!.seed)
  return (
    <section aria-label="Seed">
      <div className="field">
        <span className="name">Random seed</span>
        {seed !== 1 && (
          <button
            type="button"
            className="back"
            aria-label="Random seed back to 1"
            title="Back to 1"
            onClick={() => actions.setSeed(1)}
          >
            <RotateCcw size={12} aria-hidden />
          </button>
        )}
        <span className="figure">
          <input
            key={seed}
            className="typed"
            aria-label="Random seed"
            inputMode="numeric"
            autoComplete="off"
            size={Math.max(2, String(seed).length)}
            defaultValue={seed}
            title="The same seed and settings give the same run"
            onFocus={(event) => event.target.select()}
            onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
            onBlur={(event) => {
              const next = Number(event.target.value)
              const fits = event.target.value.trim() !== '' && Number.isInteger(next) && next >= 0
              if (fits && next <= 4294967295 && next !== seed) actions.setSeed(next)
              else event.target.value = String(seed)
            }}
          />
        </span>
      </div>
    </section>
  )
}

function FieldSkeletons({ title }: { title: string }) {
  return (
    <section aria-hidden>
      <h2 className="heading">{title}</h2>
      {[0, 1, 2].map((row) => (
        <div key={row} className="skeleton" style={{ height: 24, marginTop: 16 }} />
      ))}
    </section>
  )
}
