import { strToU8 } from 'fflate'
import * as z from 'zod'
import { flatNetworks, formatStop, type RunConfig } from '../../protocol/config'
import { longestDrawing } from '../../protocol/drawing'
import { type Field, fieldsOf, type JsonSchema } from '../../protocol/schema'
import { FormatError } from '../core/errors'
import { type Format, quote } from './format'
import { checked, parseJson } from './json'

const kind = 'configuration'
const version = 1

/**
 * A configuration as flat JSON: `ganvas` (the version), then the keys that the address bar uses, so that what is left
 * without `ganvas` is what `normaliseConfig` reads. Every setting that exists for the data (`fields`) is written, also
 * those at their default: the file says everything even where a default changes later.
 */
export function encodeConfig(config: RunConfig, fields: Field[]): Uint8Array {
  const { data, model, seed, stop, settings } = config
  const drawing = data === 'drawn' && config.drawing ? { drawing: config.drawing } : {}
  const values = Object.fromEntries(fields.map(({ key }) => [key, settings[key]]))
  const flat = {
    ganvas: version,
    data,
    model,
    seed,
    stop: formatStop(stop),
    ...drawing,
    ...values,
    ...flatNetworks(config),
  }
  return strToU8(`${JSON.stringify(flat, null, 2)}\n`)
}

/** A list of layers is longer than any setting, and a drawing longer than that. */
const longest = (key: string) => (key === 'drawing' ? longestDrawing : key.startsWith('layers.') ? 8192 : 256)
const fileSchema = z
  .record(z.string().max(64), z.union([z.string(), z.number(), z.boolean()]))
  .refine((raw) => Object.entries(raw).every(([key, value]) => String(value).length <= longest(key)))

/** The raw values of a configuration file, for `normaliseConfig`. Throws `FormatError`. */
export function decodeConfig(bytes: Uint8Array): Record<string, string | number | boolean> {
  const { ganvas, ...raw } = checked(fileSchema, parseJson(bytes, kind), kind)
  if (ganvas !== version)
    throw new FormatError(
      ganvas === undefined
        ? 'This JSON file is not a configuration of Ganvas.'
        : `This configuration is of version ${quote(ganvas)}, which is not known here.`,
      'Choose a file that this page exported.',
    )
  return raw
}

export const configJson: Format = {
  entry: {
    id: 'config-json',
    label: 'Configuration',
    summary: 'Data, model, seed and every setting: all that it takes to train the same run again.',
    extension: 'json',
    mime: 'application/json',
    imports: false,
  },
  write({ run: { config, family, data } }) {
    const schema = z.toJSONSchema(family.schema, { io: 'input' }) as JsonSchema
    return encodeConfig(config, fieldsOf(schema, data.info.kind))
  },
}
