import { Trash2 } from 'lucide-react'
import type { Catalogue } from '../../protocol/catalogue'
import { datasetOf, familyOf } from '../../protocol/config'
import { show } from '../charts/measures'
import { ago, duration, plural, whole } from '../controls/format'
import type { RunChange } from '../storage/run-store'
import type { StoredRun } from '../storage/schema'
import { usePage } from '../store/page'
import { whatDiffers } from './differences'
import type { Order } from './order'
import { RunPicture } from './picture'
import { Words } from './words'

export interface RowProps {
  catalogue: Catalogue
  run: StoredRun
  order: Order
  chosen: string[]
  onChoose: (ids: string[]) => void
  /** Nothing can be written now. */
  locked: boolean
  onChange: (id: string, change: RunChange) => void
  onDelete: (run: StoredRun) => void
  onOpen: (run: StoredRun) => void
}

export function Row(props: RowProps) {
  const { catalogue, run, order, chosen, onChoose, locked, onChange, onDelete, onOpen } = props
  const present = usePage((state) => state.run?.id === run.id && state.status.step > 0)
  const differs = whatDiffers(catalogue, run.config).join(', ')
  const ticked = chosen.includes(run.id)
  return (
    <tr>
      <td className="run-tick">
        <input
          type="checkbox"
          className="check"
          aria-label={`Compare ${run.name}`}
          checked={ticked}
          onChange={() => onChoose(ticked ? chosen.filter((id) => id !== run.id) : [...chosen, run.id])}
        />
      </td>
      <td className="run-samples">
        <RunPicture run={run} size={56} />
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
      <td className="run-differs">
        <p title={differs}>{differs || 'nothing'}</p>
      </td>
      <td className="run-best">
        <Bests catalogue={catalogue} run={run} order={order} />
      </td>
      <td className="run-spent">
        <span>{plural(run.step, 'step')}</span> <span>{duration(run.elapsedMs)}</span>{' '}
        <span>{ago(run.updated)}</span>
      </td>
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

/** The best of each measure that was taken of the run: others have other ones, so each is named. */
function Bests({ catalogue, run, order }: Pick<RowProps, 'catalogue' | 'run' | 'order'>) {
  const taken = catalogue.metrics.filter(({ id }) => run.best[id])
  if (!taken.length) return <p>not measured</p>
  return (
    <dl>
      {taken.map((metric) => (
        <div
          key={metric.id}
          className={order.key === `best:${metric.id}` ? 'sorted' : undefined}
          title={`at step ${whole(run.best[metric.id]!.step)}`}
        >
          <dt>{metric.label}</dt>
          <dd>{show(run.best[metric.id]!.value, metric, datasetOf(catalogue, run.config.data))}</dd>
        </div>
      ))}
    </dl>
  )
}
