import type { Catalogue } from '../../protocol/catalogue'
import { datasetOf, familyOf } from '../../protocol/config'
import type { StoredRun } from '../storage/schema'
import { whatDiffers } from './differences'

/** What the table can be ordered by. */
export type SortKey = 'name' | 'step' | 'elapsedMs' | 'updated' | `best:${string}`

export interface Order {
  key: SortKey
  falling: boolean
}

/** All that these runs can be ordered by, each in the way that puts first what one looks for. */
export function orders(catalogue: Catalogue, runs: StoredRun[]): (Order & { label: string })[] {
  return [
    { key: 'updated', label: 'Last', falling: true },
    { key: 'name', label: 'Name', falling: false },
    { key: 'step', label: 'Steps', falling: true },
    { key: 'elapsedMs', label: 'Time', falling: true },
    ...catalogue.metrics
      .filter(({ id }) => runs.some((run) => run.best[id]))
      .map(({ id, label, better }) => ({
        key: `best:${id}` as const,
        label,
        falling: better === 'higher',
      })),
  ]
}

/** Runs in which every word of the filter occurs: in the name, note, data, model or what differs. */
export function filterRuns(catalogue: Catalogue, runs: StoredRun[], filter: string): StoredRun[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean)
  return runs.filter((run) => {
    const text = [
      run.name,
      run.note,
      datasetOf(catalogue, run.config.data).label,
      familyOf(catalogue, run.config.model).label,
      ...whatDiffers(catalogue, run.config),
    ]
      .join(' ')
      .toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

/** In order; runs that were not measured come last, whichever way. */
export function sortRuns(runs: StoredRun[], { key, falling }: Order): StoredRun[] {
  const value = (run: StoredRun): string | number | undefined =>
    key.startsWith('best:') ? run.best[key.slice(5)]?.value : run[key as 'name']
  const sign = falling ? -1 : 1
  return [...runs].sort((a, b) => {
    const [x, y] = [value(a), value(b)]
    if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined)
    if (typeof x === 'string') return sign * x.localeCompare(String(y))
    return sign * (x - Number(y))
  })
}
