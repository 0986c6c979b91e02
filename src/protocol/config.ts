import * as z from 'zod'
import type { Catalogue, DatasetEntry, FamilyEntry } from './catalogue'
import { conflictsIn } from './conflicts'
import { decodeDrawing, drawingInLink, longestDrawing } from './drawing'
import { formatLayers, layerFault, type Networks, networksSchema, parseLayers } from './layers'
import { fieldsOf, parseSetting, type Settings } from './schema'

z.config({ jitless: true }) // zod's compiled parsers need eval, which the content-security-policy forbids

/** When training ends by itself. */
export const stopSchema = z.object({
  unit: z.enum(['never', 'steps', 'epochs', 'minutes']),
  amount: z.number().positive().max(1e9),
})
export type Stop = z.infer<typeof stopSchema>

/** One run, entirely: with the data's hash it determines every number of it. */
export const runConfigSchema = z.object({
  data: z.string(),
  model: z.string(),
  seed: z.number().int().min(0).max(4294967295),
  stop: stopSchema,
  /** For the data set `drawn`: the points themselves (drawing.ts). */
  drawing: z.string().max(longestDrawing).optional(),
  /** The family's settings; every key of its schema is present. */
  settings: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
  /** Layers of a person's own in place of the family's, by network; absent where there are none. */
  networks: networksSchema.optional(),
})
export type RunConfig = z.infer<typeof runConfigSchema>

export const defaultSeed = 1
export const defaultStop: Stop = { unit: 'never', amount: 3000 }

export interface Normalised {
  config: RunConfig
  /** One sentence for each value that was not taken. */
  notices: string[]
}

export function familyOf(catalogue: Catalogue, id: string): FamilyEntry {
  return catalogue.families.find((family) => family.id === id) ?? catalogue.families[0]!
}

export function datasetOf(catalogue: Catalogue, id: string): DatasetEntry {
  return catalogue.datasets.find((dataset) => dataset.id === id) ?? catalogue.datasets[0]!
}

export function defaultConfig(
  catalogue: Catalogue,
  data = catalogue.start.data,
  model = catalogue.start.model,
): RunConfig {
  return {
    data,
    model,
    seed: defaultSeed,
    stop: { ...defaultStop },
    settings: { ...familyOf(catalogue, model).defaults[data]! },
  }
}

/**
 * The one parser for configurations from outside. `raw` is flat: `data`, `model`, `seed`, `stop` (e.g. `3000steps`)
 * and any setting of the family, as strings or JSON values. What is unknown, garbled or out of range becomes its
 * default and is named in a notice.
 */
export function normaliseConfig(catalogue: Catalogue, raw: Record<string, unknown>): Normalised {
  const notices: string[] = []
  const pick = (key: 'data' | 'model', ids: string[], fallback: string) => {
    const value = raw[key]
    if (value === undefined) return fallback
    if (typeof value === 'string' && ids.includes(value)) return value
    notices.push(`${key} "${show(value)}" is not one of ${ids.join(', ')}; using ${fallback}.`)
    return fallback
  }
  const data = pick(
    'data',
    catalogue.datasets.map((entry) => entry.id),
    catalogue.start.data,
  )
  let model = pick(
    'model',
    catalogue.families.map((entry) => entry.id),
    catalogue.start.model,
  )
  const refusal = familyOf(catalogue, model).unsupported[data]
  if (refusal) {
    const other = catalogue.families.find((family) => !family.unsupported[data])!
    notices.push(`${refusal} Using ${other.label}.`)
    model = other.id
  }
  const config = defaultConfig(catalogue, data, model)

  const seed = Number(raw.seed)
  if (raw.seed !== undefined) {
    if (String(raw.seed).trim() !== '' && runConfigSchema.shape.seed.safeParse(seed).success)
      config.seed = seed
    else
      notices.push(
        `seed "${show(raw.seed)}" is not a whole number from 0 to 4294967295; using ${config.seed}.`,
      )
  }
  if (raw.stop !== undefined) {
    const stop = parseStop(raw.stop)
    if (stop) config.stop = stop
    else
      notices.push(
        `stop "${show(raw.stop)}" is not like 3000steps, 20epochs or 5minutes; training goes on until you pause it.`,
      )
  }

  if (raw.drawing !== undefined) {
    if (typeof raw.drawing === 'string' && decodeDrawing(raw.drawing)) config.drawing = raw.drawing
    else
      notices.push(
        String(raw.drawing).startsWith('@')
          ? 'The points of this link are too many for an address: they stay on the device where they were drawn or opened. Using a drawing of our own.'
          : `drawing "${show(raw.drawing)}" holds no points; using a drawing of our own.`,
      )
  }

  const fields = new Map(
    fieldsOf(familyOf(catalogue, model).schema, datasetOf(catalogue, data).kind).map((field) => [
      field.key,
      field,
    ]),
  )
  for (const [key, value] of Object.entries(raw)) {
    if (['data', 'model', 'seed', 'stop', 'drawing'].includes(key) || key in deviceRequest(raw)) continue
    if (key.startsWith(layersPrefix)) continue
    const field = fields.get(key)
    if (!field) {
      notices.push(`"${show(key)}" is not a setting of ${familyOf(catalogue, model).label}; it was ignored.`)
      continue
    }
    const parsed = parseSetting(field, value)
    if (parsed.ok) config.settings[key] = parsed.value
    else notices.push(`${field.title} "${show(value)}" ${parsed.why}; using ${config.settings[key]}.`)
  }
  notices.push(...reconcile(catalogue, config))
  const networks = readNetworks(catalogue, raw, notices)
  if (networks) config.networks = networks
  return { config, notices }
}

const layersPrefix = 'layers.'

/** `layers.<network>` of the flat form; what cannot be leaves the network to the model, with a notice. */
function readNetworks(
  catalogue: Catalogue,
  raw: Record<string, unknown>,
  notices: string[],
): Networks | undefined {
  const networks: Networks = {}
  for (const [key, value] of Object.entries(raw)) {
    if (!key.startsWith(layersPrefix)) continue
    const id = key.slice(layersPrefix.length)
    const kinds = catalogue.layers ?? []
    const layers = typeof value === 'string' ? parseLayers(value, kinds) : null
    const faults = layers?.flatMap((layer) => layerFault(layer, kinds) ?? []) ?? ['they are garbled']
    const fits = layers && networksSchema.safeParse({ [id]: layers }).success
    if (fits && !faults.length) networks[id] = layers
    else
      notices.push(
        `The layers of ${show(id)} were not taken: ${faults[0] ?? 'there are none, or too many'}. Using the model’s own.`,
      )
  }
  return Object.keys(networks).length ? networks : undefined
}

/** Puts settings that make no sense together back to their defaults, one conflict after another; says which and why. */
function reconcile(catalogue: Catalogue, config: RunConfig): string[] {
  const notices: string[] = []
  const { conflicts, schema } = familyOf(catalogue, config.model)
  const data = datasetOf(catalogue, config.data)
  const { settings: defaults } = defaultConfig(catalogue, config.data, config.model)
  for (const conflict of conflicts ?? []) {
    if (!conflictsIn([conflict], config.settings, data).length) continue
    const key = conflict.keys.find((candidate) => config.settings[candidate] !== defaults[candidate])
    if (!key) continue
    config.settings[key] = defaults[key]!
    notices.push(`${conflict.reason} Using ${schema.properties?.[key]?.title ?? key} ${defaults[key]}.`)
  }
  return notices
}

/** The flat form that `normaliseConfig` reads, holding only what differs from the defaults. */
export function differences(catalogue: Catalogue, config: RunConfig): Record<string, string> {
  const base = defaultConfig(catalogue, config.data, config.model)
  const flat: Record<string, string> = { data: config.data, model: config.model }
  if (config.seed !== base.seed) flat.seed = String(config.seed)
  if (config.stop.unit !== 'never') flat.stop = formatStop(config.stop)
  if (config.drawing && config.data === 'drawn') flat.drawing = drawingInLink(config.drawing)
  for (const [key, value] of Object.entries(config.settings)) {
    if (value !== base.settings[key]) flat[key] = String(value)
  }
  return { ...flat, ...flatNetworks(config) }
}

/** A person's own layers in the flat form. */
export function flatNetworks({ networks }: Pick<RunConfig, 'networks'>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(networks ?? {}).map(([id, layers]) => [layersPrefix + id, formatLayers(layers)]),
  )
}

/** `#data=mnist&model=vae&beta=4` → raw values for `normaliseConfig`. Never throws: a garbled pair stays as written. */
export function parseHash(hash: string): Record<string, string> {
  const raw: Record<string, string> = {}
  for (const pair of hash.replace(/^#/, '').slice(0, 16_384).split('&')) {
    const [key, ...rest] = pair.split('=')
    if (key) raw[decode(key)] = decode(rest.join('='))
  }
  return raw
}

/** What a link may ask of the device, beside the configuration: `backend=simd`, `kernels=stock`. */
export function deviceRequest(raw: Record<string, unknown>): { backend?: string; kernels?: string } {
  const request: { backend?: string; kernels?: string } = {}
  if (typeof raw.backend === 'string') request.backend = raw.backend
  if (typeof raw.kernels === 'string') request.kernels = raw.kernels
  return request
}

export function formatHash(catalogue: Catalogue, config: RunConfig): string {
  const pairs = Object.entries(differences(catalogue, config))
  return `#${pairs.map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`).join('&')}`
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

export function formatStop(stop: Stop): string {
  return stop.unit === 'never' ? 'never' : `${stop.amount}${stop.unit}`
}

function parseStop(raw: unknown): Stop | null {
  if (typeof raw === 'object') return stopSchema.safeParse(raw).data ?? null
  if (raw === 'never') return { ...defaultStop }
  const match = /^(\d+(?:\.\d+)?)(steps|epochs|minutes)$/.exec(String(raw))
  return stopSchema.safeParse(match && { amount: Number(match[1]), unit: match[2] }).data ?? null
}

/** Settings of `after` whose value differs from `before`. */
export function changedKeys(before: Settings, after: Settings): string[] {
  return Object.keys(after).filter((key) => before[key] !== after[key])
}

function show(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
