import { type DatasetEntry, type FamilyEntry, kindsOf, type MetricEntry } from '../../protocol/catalogue'
import type { Measured } from '../../protocol/history'
import { fieldsOf } from '../../protocol/schema'

/** Of which kinds the samples were when this was last measured. */
export interface Coverage {
  step: number
  /** Kinds that the samples are of, and how many there are. */
  kinds: number
  all: number
  noun: 'modes' | 'classes'
  /** Share of samples that are good ones of their kind, 0–1. */
  good: number
  /** As many kinds drawn equally often would be as even as this. */
  even: number
  /** Settings of the family by which D sees that kinds are missing. */
  remedies: string[]
}

const remedies = ['minibatchDeviation', 'packing', 'r1', 'r2']

/** The last measured coverage. Null where none was, or where more than half of the run has passed since. */
export function coverageOf(
  measures: readonly Measured[],
  metrics: readonly MetricEntry[],
  family: FamilyEntry,
  data: DatasetEntry,
  lastStep: number,
): Coverage | null {
  const measured = measures.at(-1)
  const all = kindsOf(data)
  if (!measured || !all || 2 * measured.step < lastStep) return null
  const value = (tells: MetricEntry['tells']) => {
    const metric = metrics.find((one) => one.tells === tells && measured.values[one.id] !== undefined)
    return metric && measured.values[metric.id]
  }
  const [kinds, good, unevenness] = [value('kinds'), value('good'), value('unevenness')]
  if (kinds === undefined || good === undefined || unevenness === undefined) return null
  return {
    step: measured.step,
    kinds,
    all,
    noun: data.modes ? 'modes' : 'classes',
    good: good / 100,
    even: all * Math.exp(-unevenness),
    remedies: fieldsOf(family.schema, data.kind)
      .filter(({ key }) => remedies.includes(key))
      .map(({ title }) => title),
  }
}
