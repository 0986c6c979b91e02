import * as z from 'zod'

/** One layer of a network, as plain JSON; `kind` names an entry of the engine's registry (networks/layers). */
export interface LayerSpec {
  readonly kind: string
  readonly [parameter: string]:
    | number
    | string
    | boolean
    | readonly number[]
    | readonly LayerSpec[]
    | undefined
}

interface ParameterBase {
  key: string
  label: string
  /** May be absent from a layer. */
  optional?: true
  /** Belongs to the layer's place in the model: shown, never changed. */
  fixed?: true
}
/** What a layer is told beside its kind. */
export type LayerParameter = ParameterBase &
  (
    | { type: 'integer'; minimum: number; maximum: number; initial: number }
    | { type: 'number' }
    | { type: 'switch' }
    | { type: 'choice'; values: readonly string[]; initial: string }
    /** Sizes joined by ×. */
    | { type: 'shape'; initial: readonly number[] }
    /** Layers within the layer. */
    | { type: 'layers' }
  )

/** A kind of layer, as the page offers it. */
export interface LayerKindEntry {
  kind: string
  label: string
  /** Where it is of use, in a few words. */
  help: string
  parameters: readonly LayerParameter[]
  /** Why no such layer can be added by hand; absent where one can. */
  fixed?: string
}

const value = z.union([z.number(), z.string().max(64), z.boolean(), z.array(z.number()).max(8)])
const layerSchema: z.ZodType<LayerSpec> = z.lazy(() =>
  z.object({ kind: z.string().max(40) }).catchall(z.union([value, z.array(layerSchema).max(16)]).optional()),
)
/** Layers of a person's own in place of a model's, by network id. */
export const networksSchema = z.record(z.string().max(40), z.array(layerSchema).min(1).max(64))
export type Networks = z.infer<typeof networksSchema>

/** Why a layer cannot be: its kind or a parameter is unknown, missing or out of range. Undefined where it can. */
export function layerFault(spec: LayerSpec, kinds: readonly LayerKindEntry[]): string | undefined {
  const kind = kinds.find((entry) => entry.kind === spec.kind)
  if (!kind) return `there is no layer kind "${spec.kind.slice(0, 40)}"`
  const stranger = Object.keys(spec).find(
    (key) => key !== 'kind' && !kind.parameters.some((parameter) => parameter.key === key),
  )
  if (stranger) return `${kind.label} has no "${stranger.slice(0, 40)}"`
  for (const parameter of kind.parameters) {
    const given = spec[parameter.key]
    if (given === undefined && parameter.optional) continue
    const why = parameterFault(parameter, given, kinds)
    if (why) return `${kind.label}: ${parameter.label} ${why}`
  }
  return undefined
}

const largestSize = 100_000

function parameterFault(
  parameter: LayerParameter,
  given: LayerSpec[string],
  kinds: readonly LayerKindEntry[],
): string | undefined {
  switch (parameter.type) {
    case 'integer': {
      const { minimum, maximum } = parameter
      const fits =
        typeof given === 'number' && Number.isInteger(given) && given >= minimum && given <= maximum
      return fits ? undefined : `must be a whole number from ${minimum} to ${maximum}`
    }
    case 'number':
      return typeof given === 'number' && Number.isFinite(given) ? undefined : 'must be a number'
    case 'switch':
      return typeof given === 'boolean' ? undefined : 'must be on or off'
    case 'choice':
      return parameter.values.includes(String(given))
        ? undefined
        : `must be one of ${parameter.values.join(', ')}`
    case 'shape': {
      const sizes = Array.isArray(given) ? given : []
      const fits = sizes.every((size) => Number.isInteger(size) && size >= 1 && size <= largestSize)
      return fits && sizes.length >= 1 && sizes.length <= 3 ? undefined : 'must be one to three whole numbers'
    }
    case 'layers':
      if (!Array.isArray(given)) return 'must be layers'
      for (const inner of given as LayerSpec[]) {
        const fault = layerFault(inner, kinds)
        if (fault) return `holds a layer that cannot be: ${fault}`
      }
      return undefined
  }
}

/*
 * Layers as text for the address bar, in characters that need no escape there:
 *
 *   dense(units-128)~activation(function-relu)~reshape(shape-7x7x64)~residual(body-(…)_shortcut-(…))
 */

export function formatLayers(layers: readonly LayerSpec[]): string {
  return layers
    .map(({ kind, ...parameters }) => {
      const pairs = Object.entries(parameters).flatMap(([key, given]) =>
        given === undefined ? [] : [`${key}-${formatValue(given)}`],
      )
      return pairs.length ? `${kind}(${pairs.join('_')})` : kind
    })
    .join('~')
}

function formatValue(given: NonNullable<LayerSpec[string]>): string {
  if (!Array.isArray(given)) return String(given)
  if (given.length && typeof given[0] === 'number') return given.join('x')
  return `(${formatLayers(given as LayerSpec[])})`
}

/** The layers of such a text with the parameters' types from `kinds`; null where it is garbled. */
export function parseLayers(text: string, kinds: readonly LayerKindEntry[]): LayerSpec[] | null {
  const layers: LayerSpec[] = []
  for (const part of splitOutside(text, '~')) {
    const match = /^([A-Za-z]\w*)(?:\((.*)\))?$/.exec(part)
    if (!match) return null
    const [, kind = '', inside = ''] = match
    const parameters = kinds.find((entry) => entry.kind === kind)?.parameters ?? []
    const spec: Record<string, LayerSpec[string]> = {}
    for (const pair of inside ? splitOutside(inside, '_') : []) {
      const cut = pair.indexOf('-')
      const key = pair.slice(0, cut)
      const read = readValue(
        pair.slice(cut + 1),
        parameters.find((parameter) => parameter.key === key)?.type,
        kinds,
      )
      if (cut < 1 || read === null) return null
      spec[key] = read
    }
    layers.push({ ...spec, kind })
  }
  return layers
}

function readValue(
  text: string,
  type: LayerParameter['type'] | undefined,
  kinds: readonly LayerKindEntry[],
): Exclude<LayerSpec[string], undefined> | null {
  if (type === 'integer' || type === 'number') return text.trim() === '' ? null : Number(text)
  if (type === 'switch') return text === 'true' ? true : text === 'false' ? false : null
  if (type === 'shape') return text.split('x').map(Number)
  if (type !== 'layers') return text
  const inner = /^\((.*)\)$/.exec(text)?.[1]
  return inner === undefined ? null : inner === '' ? [] : parseLayers(inner, kinds)
}

/** Splits at a separator that stands outside brackets. */
function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = []
  let [depth, begin] = [0, 0]
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth++
    else if (text[i] === ')') depth--
    else if (text[i] === separator && depth === 0) {
      parts.push(text.slice(begin, i))
      begin = i + 1
    }
  }
  return [...parts, text.slice(begin)]
}
