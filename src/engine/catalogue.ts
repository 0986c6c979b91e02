import * as z from 'zod'
import type { Catalogue, FamilyEntry, FormatEntry } from '../protocol/catalogue'
import type { JsonSchema, Settings } from '../protocol/schema'
import { capabilityNames, type Family } from './core/family'
import { datasets } from './datasets'
import { families } from './families'
import { metrics } from './metrics'
import { kindEntry } from './networks/custom'
import { layerKinds } from './networks/layers'
import { recipes } from './recipes'

/** Every registry as plain data for the page. */
export function buildCatalogue(formats: FormatEntry[]): Catalogue {
  return {
    datasets: datasets.map((dataset) => dataset.info),
    families: families.map(familyEntry),
    metrics: metrics.flatMap((metric) => {
      const ids = datasets.filter(({ info }) => metric.applies(info)).map(({ info }) => info.id)
      return metric.entries.map((entry) => ({ ...entry, datasets: ids }))
    }),
    formats,
    recipes: [...recipes],
    layers: layerKinds.map(kindEntry),
    start: { data: 'ring', model: 'gan' },
  }
}

function familyEntry(family: Family): FamilyEntry {
  const { id, label, name, summary, paper, series, conflicts } = family
  const defaults: Record<string, Settings> = {}
  const unsupported: Record<string, string> = {}
  for (const { info } of datasets) {
    defaults[info.id] = defaultSettings(family, info)
    const refusal = family.refuses?.(info)
    if (refusal) unsupported[info.id] = refusal
  }
  return {
    id,
    label,
    name,
    summary,
    paper,
    series,
    schema: z.toJSONSchema(family.schema, { io: 'input' }) as JsonSchema,
    capabilities: capabilityNames.filter((capability) => typeof family[capability] === 'function'),
    defaults,
    unsupported,
    conflicts,
  }
}

/** The schema's defaults with the family's own for this data set. */
export function defaultSettings(family: Family, data: Parameters<Family['defaultsFor']>[0]): Settings {
  return family.schema.parse(family.defaultsFor(data))
}
