/**
 * The settings of a family as data. An engine family writes a zod schema with `.meta()`; the catalogue carries
 * its JSON Schema; this file reads that JSON Schema back as a list of fields and is the one parser through which
 * every outside value (address bar, file, storage) passes before it becomes a configuration.
 */

/** What each network and quantity is; every role has one colour on the page. */
export type Role = 'real' | 'generator' | 'decoder' | 'discriminator' | 'encoder' | 'latent' | 'neutral'

/** Section of the experiment column in which a control stands. */
export type Group = 'objective' | 'stability' | 'conditioning' | 'network' | 'training'

export type SettingValue = number | string | boolean
export type Settings = Record<string, SettingValue>

/** Extra keys that a zod schema's `.meta()` may carry. */
export interface FieldMeta {
  /** Name on the control; sentence case, no colon. */
  title: string
  /** One line, in plain words: what it does and when to change it. */
  help: string
  group: Group
  role?: Role
  /** Shown after the number, e.g. `channels`, `nats`. */
  unit?: string
  /** `log` makes the slider logarithmic. */
  scale?: 'linear' | 'log'
  /** Slider granularity (ignored on a log scale unless the field is an integer). */
  step?: number
  /** True where the value may change during a run; it takes effect at the next step. */
  live?: boolean
  /** Names for the values of an enumeration. */
  options?: Record<string, string>
  /** The control is shown (and the value matters) only if every named setting has one of these values. */
  when?: Record<string, readonly SettingValue[]>
  /** The setting exists for this kind of data only. */
  dataKind?: DataKind
  /** Values of an enumeration that exist for one kind of data only. */
  optionKinds?: Record<string, DataKind>
}

export type DataKind = 'image' | 'points'

interface FieldBase extends FieldMeta {
  key: string
}
export interface NumberField extends FieldBase {
  type: 'number' | 'integer'
  minimum: number
  maximum: number
  default: number
}
export interface ChoiceField extends FieldBase {
  type: 'choice'
  values: string[]
  default: string
}
export interface SwitchField extends FieldBase {
  type: 'switch'
  default: boolean
}
export type Field = NumberField | ChoiceField | SwitchField

/** The part of JSON Schema that `z.toJSONSchema` writes for our settings. */
export interface JsonSchema {
  properties?: Record<string, JsonProperty>
  [key: string]: unknown
}
export interface JsonProperty extends Partial<FieldMeta> {
  type?: string
  enum?: string[]
  minimum?: number
  maximum?: number
  default?: SettingValue
  [key: string]: unknown
}

/**
 * The settings that exist for a kind of data as fields, in the schema's order. `defaults` replaces the schema's own.
 * Throws a plain Error on a schema that we cannot draw.
 */
export function fieldsOf(schema: JsonSchema, kind: DataKind, defaults: Settings = {}): Field[] {
  return Object.entries(schema.properties ?? {})
    .filter(([, property]) => !property.dataKind || property.dataKind === kind)
    .map(([key, property]) => fieldOf(key, { ...property, default: defaults[key] ?? property.default }, kind))
}

function fieldOf(key: string, property: JsonProperty, kind: DataKind): Field {
  const { title, help, group } = property
  if (!title || !help || !group) throw new Error(`Setting "${key}" lacks a title, help or group.`)
  const base: FieldBase = {
    key,
    title,
    help,
    group,
    role: property.role,
    unit: property.unit,
    scale: property.scale,
    step: property.step,
    live: property.live,
    options: property.options,
    when: property.when,
  }
  if (property.enum) {
    const values = property.enum.filter((value) => (property.optionKinds?.[value] ?? kind) === kind)
    return { ...base, type: 'choice', values, default: String(property.default) }
  }
  if (property.type === 'boolean') return { ...base, type: 'switch', default: property.default === true }
  if (property.type === 'number' || property.type === 'integer') {
    const { minimum, maximum } = property
    if (minimum === undefined || maximum === undefined) throw new Error(`Setting "${key}" has no range.`)
    return { ...base, type: property.type, minimum, maximum, default: Number(property.default) }
  }
  throw new Error(`Setting "${key}" has a type that no control draws.`)
}

/** Whether the field applies, given the other settings. */
export function applies(field: Pick<Field, 'when'>, settings: Settings): boolean {
  return Object.entries(field.when ?? {}).every(([key, allowed]) =>
    allowed.includes(settings[key] as SettingValue),
  )
}

export type Parsed = { ok: true; value: SettingValue } | { ok: false; why: string }

/** One outside value (string or JSON) read as the field's type and checked against its range. */
export function parseSetting(field: Field, raw: unknown): Parsed {
  switch (field.type) {
    case 'switch':
      if (raw === true || raw === 'true' || raw === '1') return { ok: true, value: true }
      if (raw === false || raw === 'false' || raw === '0') return { ok: true, value: false }
      return { ok: false, why: 'is neither on nor off' }
    case 'choice':
      return field.values.includes(String(raw))
        ? { ok: true, value: String(raw) }
        : { ok: false, why: `is not one of ${field.values.join(', ')}` }
    default: {
      const number =
        typeof raw === 'number'
          ? raw
          : typeof raw === 'string' && raw.trim() !== ''
            ? Number(raw)
            : Number.NaN
      if (!Number.isFinite(number)) return { ok: false, why: 'is not a number' }
      if (field.type === 'integer' && !Number.isInteger(number))
        return { ok: false, why: 'is not a whole number' }
      if (number < field.minimum || number > field.maximum)
        return { ok: false, why: `is outside ${field.minimum} to ${field.maximum}` }
      return { ok: true, value: number }
    }
  }
}
