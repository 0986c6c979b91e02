import type { Catalogue } from '../../protocol/catalogue'
import { datasetOf, defaultConfig, familyOf, type RunConfig, type Stop } from '../../protocol/config'
import type { LayerSpec } from '../../protocol/layers'
import { fieldsOf } from '../../protocol/schema'
import { formatSetting, stopAmount } from '../controls/format'

/** One thing that is not the same in two configurations. */
export interface Difference {
  title: string
  before: string
  after: string
}

/** In place of a setting that does nothing there. */
const none = '–'

/** What one would have to change in `before` to get `after`: data and model first, then settings in their own order. */
export function whatChanged(catalogue: Catalogue, before: RunConfig, after: RunConfig): Difference[] {
  const list: Difference[] = []
  const add = (title: string, was: string, is: string) => {
    if (was !== is) list.push({ title, before: was, after: is })
  }
  add('Data', datasetOf(catalogue, before.data).label, datasetOf(catalogue, after.data).label)
  if (before.drawing !== after.drawing) {
    const [was, is] = [before.drawing ? 'a drawing' : none, after.drawing ? 'a drawing' : none]
    add('Points', was, was === is ? 'another drawing' : is)
  }
  add('Model', familyOf(catalogue, before.model).label, familyOf(catalogue, after.model).label)
  add('Seed', String(before.seed), String(after.seed))
  const [was, is] = [textsOf(catalogue, before), textsOf(catalogue, after)]
  for (const key of new Set([...was.keys(), ...is.keys()]))
    add((is.get(key) ?? was.get(key))!.title, was.get(key)?.text ?? none, is.get(key)?.text ?? none)
  for (const id of new Set([...Object.keys(before.networks ?? {}), ...Object.keys(after.networks ?? {})])) {
    const [was, is] = [before.networks?.[id], after.networks?.[id]]
    if (JSON.stringify(was) === JSON.stringify(is)) continue
    add(
      `Layers of the ${id}`,
      ownOf(was),
      was && is && was.length === is.length ? `other ${ownOf(is)}` : ownOf(is),
    )
  }
  if (before.stop.unit !== 'never' || after.stop.unit !== 'never')
    add('Stop', stopOf(before.stop), stopOf(after.stop))
  return list
}

const ownOf = (layers: readonly LayerSpec[] | undefined) =>
  layers ? `${layers.length} of one’s own` : 'as set'

const stopOf = (stop: Stop) => (stop.unit === 'never' ? stop.unit : `at ${stopAmount(stop)}`)

/** What a run changed from the defaults of its model on its data, in few words. */
export function whatDiffers(catalogue: Catalogue, config: RunConfig): string[] {
  const base = { ...defaultConfig(catalogue, config.data, config.model), stop: config.stop }
  return whatChanged(catalogue, base, config)
    .filter(({ after }) => after !== none)
    .map(({ title, after }) => `${title} ${after}`)
}

/** Settings as they read on the controls. One that its condition hides is left out: it does nothing. */
function textsOf(catalogue: Catalogue, config: RunConfig): Map<string, { title: string; text: string }> {
  const fields = fieldsOf(familyOf(catalogue, config.model).schema, datasetOf(catalogue, config.data).kind)
  const shown = fields.filter((field) =>
    Object.entries(field.when ?? {}).every(([key, values]) => values.includes(config.settings[key]!)),
  )
  return new Map(
    shown
      .filter((field) => config.settings[field.key] !== undefined)
      .map((field) => [
        field.key,
        { title: field.title, text: formatSetting(field, config.settings[field.key]!) },
      ]),
  )
}
