import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react'
import type { Catalogue } from '../../protocol/catalogue'
import { datasetOf, familyOf } from '../../protocol/config'
import { show } from '../charts/measures'
import { ago, duration, whole } from '../controls/format'
import type { RunChange } from '../storage/run-store'
import type { StoredRun } from '../storage/schema'
import { usePage } from '../store/page'
import { whatDiffers } from './differences'
import type { Order, SortKey } from './order'
import { RunPicture } from './picture'

interface TableProps {
  catalogue: Catalogue
  runs: StoredRun[]
  order: Order
  onOrder: (order: Order) => void
  chosen: string[]
  onChoose: (ids: string[]) => void
  /** Nothing can be written now. */
  locked: boolean
  onChange: (id: string, change: RunChange) => void
  onDelete: (run: StoredRun) => void
  onOpen: (run: StoredRun) => void
}

export function RunsTable(props: TableProps) {
  const { catalogue, runs, order, onOrder } = props
  const measured = new Set(runs.flatMap((run) => Object.keys(run.best)))
  const metrics = catalogue.metrics.filter(({ id }) => measured.has(id))
  const head = (key: SortKey, label: string) => (
    <th
      key={key}
      scope="col"
      aria-sort={order.key === key ? (order.falling ? 'descending' : 'ascending') : undefined}
      className={key === 'name' ? '' : 'number'}
    >
      <button
        type="button"
        className="textbtn"
        onClick={() => onOrder({ key, falling: order.key === key ? !order.falling : key !== 'name' })}
      >
        {label}
        {order.key === key &&
          (order.falling ? <ArrowDown size={12} aria-hidden /> : <ArrowUp size={12} aria-hidden />)}
      </button>
    </th>
  )
  return (
    <section className="runs-scroll" aria-label="Runs kept in this browser">
      <table className="runs-table">
        <thead>
          <tr>
            <th scope="col">
              <span className="hidden">Compare</span>
            </th>
            <th scope="col">
              <span className="hidden">Samples</span>
            </th>
            {head('name', 'Name')}
            <th scope="col">What differs</th>
            {head('step', 'Steps')}
            {head('elapsedMs', 'Time')}
            {metrics.map(({ id, label }) => head(`best:${id}`, label))}
            {head('updated', 'Last')}
            <th scope="col">
              <span className="hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <Row key={run.id} run={run} metrics={metrics} {...props} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Row({
  run,
  metrics,
  catalogue,
  chosen,
  onChoose,
  locked,
  onChange,
  onDelete,
  onOpen,
}: TableProps & { run: StoredRun; metrics: Catalogue['metrics'] }) {
  const present = usePage((state) => state.run?.id === run.id && state.status.step > 0)
  const differs = whatDiffers(catalogue, run.config)
  const ticked = chosen.includes(run.id)
  return (
    <tr>
      <td>
        <input
          type="checkbox"
          className="check"
          aria-label={`Compare ${run.name}`}
          checked={ticked}
          onChange={() => onChoose(ticked ? chosen.filter((id) => id !== run.id) : [...chosen, run.id])}
        />
      </td>
      <td>
        <RunPicture run={run} size={48} />
      </td>
      <td className="run-name">
        <Words
          label={`Name of ${run.name}`}
          value={run.name}
          locked={locked}
          onChange={(name) => onChange(run.id, { name: name || run.name })}
        />
        <small>
          {familyOf(catalogue, run.config.model).label} · {datasetOf(catalogue, run.config.data).label}
          {run.parent && ` · branch at step ${whole(run.parent.step)}`}
        </small>
        <Words
          label={`Note on ${run.name}`}
          value={run.note}
          placeholder="Add a note"
          locked={locked}
          onChange={(note) => onChange(run.id, { note })}
        />
      </td>
      <td className="run-differs">{differs.length ? differs.join(', ') : 'nothing'}</td>
      <td className="number">{whole(run.step)}</td>
      <td className="number">{duration(run.elapsedMs)}</td>
      {metrics.map((metric) => {
        const best = run.best[metric.id]
        return (
          <td
            key={metric.id}
            className="number"
            title={best && `${metric.label}, at step ${whole(best.step)}`}
          >
            {show(best?.value, metric)}
          </td>
        )
      })}
      <td className="number">{ago(run.updated)}</td>
      <td className="run-actions">
        <button
          type="button"
          className="btn"
          disabled={present}
          title={present ? 'This run is on the stage' : `Go on at step ${whole(run.step)}`}
          onClick={() => onOpen(run)}
        >
          Open
        </button>
        <button
          type="button"
          className="btn quiet icon"
          aria-label={`Delete ${run.name}`}
          title={present ? 'This run is on the stage' : 'Delete'}
          disabled={present || locked}
          onClick={() => onDelete(run)}
        >
          <Trash2 size={14} aria-hidden />
        </button>
      </td>
    </tr>
  )
}

/** Words that can be written over; what was typed counts when the field is left or Enter is pressed. */
function Words({
  label,
  value,
  placeholder,
  locked,
  onChange,
}: {
  label: string
  value: string
  placeholder?: string
  locked: boolean
  onChange: (value: string) => void
}) {
  return (
    <input
      key={value}
      className="run-words"
      aria-label={label}
      defaultValue={value}
      placeholder={placeholder}
      maxLength={200}
      readOnly={locked}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur()
      }}
      onBlur={(event) => {
        const typed = event.currentTarget.value.trim()
        if (typed !== value) onChange(typed)
      }}
    />
  )
}
