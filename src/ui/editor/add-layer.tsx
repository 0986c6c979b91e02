import { Plus } from 'lucide-react'
import { useState } from 'react'
import type { LayerSpec } from '../../protocol/layers'
import type { SketchedNetwork } from '../../protocol/sketch'
import { usePage } from '../store/page'
import { freshLayer, inserted, places } from './draft'

/** Kinds that fit between masked layers. */
const besideMasks = ['activation']

/** A kind, a place, and a button. */
export function AddLayer({ network, onAdd }: { network: SketchedNetwork; onAdd(layers: LayerSpec[]): void }) {
  const kinds = (usePage((state) => state.catalogue?.layers) ?? []).filter(
    (kind) => !kind.fixed && (!network.masked || besideMasks.includes(kind.kind)),
  )
  const offered = places(network)
  const [kind, chooseKind] = useState(kinds[0]?.kind ?? '')
  // By default before the last layer, which gives the network its output.
  const [wanted, choosePlace] = useState<number | null>(null)
  const usual = offered[Math.max(0, offered.length - 2)] ?? 0
  const at = wanted !== null && offered.includes(wanted) ? wanted : usual
  const entry = kinds.find((candidate) => candidate.kind === kind)
  return (
    <div className="add-layer">
      <span className="choice">
        <select aria-label="Kind of layer" value={kind} onChange={(event) => chooseKind(event.target.value)}>
          {kinds.map((option) => (
            <option key={option.kind} value={option.kind}>
              {option.label}
            </option>
          ))}
        </select>
      </span>
      <span className="choice">
        <select aria-label="Place" value={at} onChange={(event) => choosePlace(Number(event.target.value))}>
          {offered.map((place) => (
            <option key={place} value={place}>
              {place === 0 ? 'at the begin' : `after layer ${place}`}
            </option>
          ))}
        </select>
      </span>
      <button
        type="button"
        className="btn"
        disabled={!entry}
        onClick={() => entry && onAdd(inserted(network.specs, at, freshLayer(entry)))}
      >
        <Plus size={14} aria-hidden /> Add layer
      </button>
      <p>{entry?.help}</p>
    </div>
  )
}
