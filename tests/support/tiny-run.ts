import { dispose, type Scalar } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { defaultSettings } from '../../src/engine/catalogue'
import type { Family } from '../../src/engine/core/family'
import { Run } from '../../src/engine/training/run'
import type { DatasetEntry } from '../../src/protocol/catalogue'
import type { RunConfig } from '../../src/protocol/config'
import { applies, type Field, fieldsOf, type JsonSchema, type Settings } from '../../src/protocol/schema'
import { tinyData } from './tiny-data'

/** The family's settings as fields, as the page sees them. */
export function familyFields(family: Family, info: DatasetEntry): Field[] {
  return fieldsOf(z.toJSONSchema(family.schema, { io: 'input' }) as JsonSchema, info.kind)
}

/** The family's defaults for the data, with every size cut down so that a step takes milliseconds on the CPU backend. */
export function tinySettings(family: Family, info: DatasetEntry, overrides: Settings = {}): Settings {
  const settings = defaultSettings(family, info)
  for (const field of familyFields(family, info)) {
    if (field.type !== 'integer' || field.live) continue
    if (field.key === 'batch') settings.batch = 8
    else if (/width/i.test(field.key)) settings[field.key] = Math.max(field.minimum, 6)
    else if (field.key === 'latentDim') settings.latentDim = Math.max(field.minimum, 3)
  }
  return { ...settings, ...overrides }
}

export function tinyConfig(
  family: Family,
  info: DatasetEntry,
  overrides: Settings = {},
  seed = 1,
): RunConfig {
  return {
    data: info.id,
    model: family.id,
    seed,
    stop: { unit: 'never', amount: 1 },
    settings: tinySettings(family, info, overrides),
  }
}

export function tinyRun(family: Family, info: DatasetEntry, overrides: Settings = {}, seed = 1): Run {
  return new Run(tinyConfig(family, info, overrides, seed), tinyData(info))
}

/** Advances by `steps`; the last step's scalars. */
export function advance(run: Run, steps: number): Record<string, number> {
  let values: Record<string, number> = {}
  for (let i = 0; i < steps; i++) {
    const scalars: Record<string, Scalar> = run.advance()
    values = Object.fromEntries(
      Object.entries(scalars).map(([name, scalar]) => [name, scalar.dataSync()[0]!]),
    )
    dispose(scalars)
  }
  return values
}

/** Every variable of the run by name, as plain numbers. */
export function weightsOf(run: Run): Record<string, number[]> {
  const snapshot = run.snapshot()
  const weights = Object.fromEntries(
    [...snapshot.tensors].map(([name, value]) => [name, [...value.dataSync()]]),
  )
  for (const value of snapshot.tensors.values()) value.dispose()
  return weights
}

/** Settings under which the field applies, if its `when` can be met from these. */
export function settingsFor(field: Field, fields: Field[], settings: Settings): Settings {
  const met = { ...settings }
  for (const [key, allowed] of Object.entries(field.when ?? {})) {
    const needed = fields.find((other) => other.key === key)
    if (needed) Object.assign(met, settingsFor(needed, fields, met))
    if (!allowed.includes(met[key]!)) met[key] = allowed[0]!
  }
  if (!applies(field, met)) throw new Error(`No settings make "${field.key}" apply.`)
  return met
}
