import type { DatasetEntry, MetricEntry } from '../../protocol/catalogue'
import type { Subject } from './probe'

/** A measure of quality: one file in src/engine/metrics. One computation may give several numbers. */
export interface Metric {
  id: string
  entries: MetricEntry[]
  /** Whether the data has what the measure needs (known modes, a test set of binary images …). */
  applies(data: DatasetEntry): boolean
  /** The numbers by entry id. Draws from a stream of its own, so that measuring does not change the run. */
  measure(subject: Subject): Promise<Record<string, number>>
}
