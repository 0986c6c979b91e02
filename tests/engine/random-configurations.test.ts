import { dispose, memory } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Family } from '../../src/engine/core/family'
import { Rng } from '../../src/engine/core/rng'
import { families } from '../../src/engine/families'
import { Run } from '../../src/engine/training/run'
import type { DatasetEntry } from '../../src/protocol/catalogue'
import { conflictsIn } from '../../src/protocol/conflicts'
import { applies, type Field, type Settings, type SettingValue } from '../../src/protocol/schema'
import { useSimd } from '../support/simd'
import { tinyData, tinyImages, tinyPoints } from '../support/tiny-data'
import { familyFields, tinyConfig } from '../support/tiny-run'

beforeAll(useSimd)

/** Configurations in all; each trains for three steps. */
const total = 500

/** A value from the whole range of its control, sizes aside: those stay small enough for a test. */
function draw(field: Field, rng: Rng): SettingValue {
  if (field.type === 'switch') return rng.integer(2) === 1
  if (field.type === 'choice') return field.values[rng.integer(field.values.length)]!
  const { key, minimum } = field
  const ceiling = /width|dim|batch|channels|units|codebook|size|count/i.test(key)
    ? Math.max(minimum, 5)
    : /depth|steps|samples|components|layers|copies/i.test(key)
      ? Math.max(minimum, 2)
      : field.maximum
  const maximum = Math.min(field.maximum, ceiling)
  if (field.type === 'integer') return minimum + rng.integer(Math.floor(maximum - minimum) + 1)
  const low = field.scale === 'log' ? Math.log(minimum) : minimum
  const high = field.scale === 'log' ? Math.log(maximum) : maximum
  const value = low + (high - low) * rng.uniform()
  return field.scale === 'log' ? Math.min(maximum, Math.max(minimum, Math.exp(value))) : value
}

/** Settings that the page lets through: a control that completes a conflict gives way to its default. */
function configuration(family: Family, info: DatasetEntry, rng: Rng): Settings {
  const fields = familyFields(family, info)
  const drawn: Settings = Object.fromEntries(fields.map((field) => [field.key, draw(field, rng)]))
  for (;;) {
    const [conflict] = conflictsIn(family.conflicts, drawn, info)
    if (!conflict) return drawn
    for (const key of conflict.keys) {
      const field = fields.find((candidate) => candidate.key === key)
      if (field) drawn[key] = field.default
      if (!conflictsIn([conflict], drawn, info).length) break
    }
  }
}

const cases = families.flatMap((family) =>
  [tinyPoints, tinyImages]
    .filter((info) => !family.refuses?.(info))
    .map((info) => ({ family, info, name: `${family.id} on ${info.kind}` })),
)
/** The families with the larger spaces get the larger share. */
const weights = cases.map(({ family, info }) => familyFields(family, info).length)
const shareOf = (index: number) => Math.ceil((total * weights[index]!) / weights.reduce((a, b) => a + b, 0))

describe('random configurations that the page lets through', () => {
  it.each(cases.map((each, index) => ({ ...each, share: shareOf(index) })))(
    '$name: $share train without an error',
    ({ family, info, share, name }) => {
      const rng = Rng.stream(20, name)
      const tensors = memory().numTensors
      for (let i = 0; i < share; i++) {
        const settings = configuration(family, info, rng)
        try {
          const run = new Run({ ...tinyConfig(family, info), settings }, tinyData(info, i))
          for (let step = 0; step < 3; step++) dispose(run.advance())
          run.dispose()
        } catch (error) {
          throw new Error(`${(error as Error).message}\n${JSON.stringify(settings)}`, { cause: error })
        }
        expect(memory().numTensors, JSON.stringify(settings)).toBe(tensors)
      }
    },
    180_000,
  )

  it('would be refused with a reason if they held a conflict, and no default does', () => {
    for (const { family, info } of cases) {
      expect(conflictsIn(family.conflicts, tinyConfig(family, info).settings, info)).toEqual([])
      const fields = new Map(familyFields(family, info).map((field) => [field.key, field]))
      for (const conflict of family.conflicts ?? []) {
        expect(conflict.reason).toMatch(/^[A-Z].*\.$/)
        for (const key of Object.keys(conflict.when))
          if (fields.has(key)) expect(fields.get(key)!.title).toBeTruthy()
        const settings: Settings = { ...tinyConfig(family, info).settings }
        for (const [key, values] of Object.entries(conflict.when)) settings[key] = values[0]!
        const possible = Object.keys(conflict.when).every((key) => {
          const field = fields.get(key)
          return field && (field.type !== 'choice' || field.values.includes(String(settings[key])))
        })
        if (!possible || (conflict.withoutClasses && info.classes)) continue
        expect([...fields.values()].filter((field) => applies(field, settings)).length).toBeGreaterThan(0)
        expect(() => new Run({ ...tinyConfig(family, info), settings }, tinyData(info))).toThrow(
          conflictsIn(family.conflicts, settings, info)[0]!.reason,
        )
      }
    }
  })
})
