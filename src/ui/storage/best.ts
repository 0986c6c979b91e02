import type { Catalogue } from '../../protocol/catalogue'
import type { Measured } from '../../protocol/history'
import type { Best } from './schema'

/** The best value of each measure, and the step at which it was reached. */
export function bestOf(catalogue: Catalogue, measures: readonly Measured[]): Record<string, Best> {
  const better = new Map(catalogue.metrics.map((metric) => [metric.id, metric.better]))
  const best: Record<string, Best> = {}
  for (const { step, values } of measures) {
    for (const [id, value] of Object.entries(values)) {
      const way = better.get(id)
      const former = best[id]
      if (!way || !Number.isFinite(value)) continue
      if (!former || (way === 'higher' ? value > former.value : value < former.value))
        best[id] = { step, value }
    }
  }
  return best
}
