import * as z from 'zod'
import { ConfigError } from '../src/engine/core/errors'
import { familyById } from '../src/engine/families'
import type { DatasetEntry } from '../src/protocol/catalogue'
import { fieldsOf, type JsonSchema, parseSetting, type Settings } from '../src/protocol/schema'

/** `key=value` pairs read as the family's settings. Throws `ConfigError`, naming the one that is none. */
export function defineFields(familyId: string, data: DatasetEntry, pairs: string[]): Settings {
  const family = familyById(familyId)!
  const schema = z.toJSONSchema(family.schema, { io: 'input' }) as JsonSchema
  const fields = new Map(fieldsOf(schema, data.kind).map((field) => [field.key, field]))
  const settings: Settings = {}
  for (const pair of pairs) {
    const [key = '', ...rest] = pair.split('=')
    const field = fields.get(key)
    if (!field)
      throw new ConfigError(
        `"${key}" is not a setting of ${family.label} on ${data.label}.`,
        `Choose among ${[...fields.keys()].join(', ')}.`,
      )
    const parsed = parseSetting(field, rest.join('='))
    if (!parsed.ok) throw new ConfigError(`${key} "${rest.join('=')}" ${parsed.why}.`, 'Give another value.')
    settings[key] = parsed.value
  }
  return settings
}
