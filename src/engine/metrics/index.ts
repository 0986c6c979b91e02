import type { DatasetEntry } from '../../protocol/catalogue'
import { applies, type Settings } from '../../protocol/schema'
import type { Family } from '../core/family'
import type { Metric } from '../core/metric'
import { canLook, type Subject } from '../core/probe'
import { classCoverageMetric } from './class-coverage'
import { modeCoverageMetric } from './mode-coverage'
import { testAccuracy } from './test-accuracy'
import { testElbo } from './test-elbo'

/** Every metric. A new one is one file and one line here. */
export const metrics: readonly Metric[] = [modeCoverageMetric, classCoverageMetric, testElbo, testAccuracy]

/** The metrics that can be taken of this family, so set, on this data. */
export function metricsFor(family: Family, data: DatasetEntry, settings: Settings): Metric[] {
  return metrics.filter(
    (metric) =>
      metric.applies(data) &&
      metric.entries.every((entry) => canLook(entry, family, data.kind) && applies(entry, settings)),
  )
}

/** All numbers that can be measured of the subject, by entry id. */
export async function measureAll(subject: Subject): Promise<Record<string, number>> {
  const taken = metricsFor(subject.family, subject.data.info, subject.model.config).map((metric) =>
    metric.measure(subject),
  )
  return Object.assign({}, ...(await Promise.all(taken)))
}
