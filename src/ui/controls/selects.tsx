import { ChevronsUpDown } from 'lucide-react'
import type { DatasetEntry, FamilyEntry } from '../../protocol/catalogue'
import { useActions, useDataset, useFamily, usePage } from '../store/page'
import { whole } from './format'
import { Thumbnail } from './thumbnail'

/** A card that shows the choice, over which lies a native list: every platform's own, and keyboard-proof. */
export function DataSelect() {
  const actions = useActions()
  const catalogue = usePage((state) => state.catalogue)
  const dataset = useDataset()
  if (!catalogue || !dataset) return <div className="skeleton" style={{ height: 52 }} />
  const kinds: [DatasetEntry['kind'], string][] = [
    ['image', 'Images'],
    ['points', 'Points on a plane'],
  ]
  return (
    <div className="card-select" title={`${dataset.source} · ${dataset.licence}`}>
      <Thumbnail />
      <span className="text">
        <b>{dataset.label}</b>
        <small>{datasetLine(dataset)}</small>
      </span>
      <ChevronsUpDown size={14} aria-hidden />
      <select
        aria-label="Data set"
        value={dataset.id}
        onChange={(event) => actions.chooseData(event.target.value)}
      >
        {kinds.map(([kind, label]) => (
          <optgroup key={kind} label={label}>
            {catalogue.datasets
              .filter((entry) => entry.kind === kind)
              .map((entry) => (
                <option key={entry.id} value={entry.id}>
                  {entry.label}
                </option>
              ))}
          </optgroup>
        ))}
      </select>
    </div>
  )
}

export function ModelSelect() {
  const actions = useActions()
  const catalogue = usePage((state) => state.catalogue)
  const data = usePage((state) => state.config?.data)
  const family = useFamily()
  if (!catalogue || !family || !data) return <div className="skeleton" style={{ height: 52 }} />
  return (
    <div className="card-select">
      <span className="text">
        <b>{family.label}</b>
        <small>{family.name}</small>
      </span>
      <ChevronsUpDown size={14} aria-hidden />
      <select
        aria-label="Model"
        value={family.id}
        onChange={(event) => actions.chooseModel(event.target.value)}
      >
        {catalogue.families.map((entry) => (
          <option key={entry.id} value={entry.id} disabled={entry.unsupported[data] !== undefined}>
            {familyLine(entry, data)}
          </option>
        ))}
      </select>
    </div>
  )
}

function datasetLine(dataset: DatasetEntry): string {
  if (dataset.kind === 'points') return dataset.summary
  const [height, width, channels] = dataset.shape
  return `${whole(dataset.count)} · ${height}×${width} ${channels === 1 ? 'grey' : 'colour'}`
}

function familyLine(family: FamilyEntry, data: string): string {
  const refusal = family.unsupported[data]
  return refusal ? `${family.label}: ${refusal}` : `${family.label} – ${family.name}`
}
