import { beforeAll, describe, expect, it } from 'vitest'
import { datasetById } from '../../src/engine/datasets'
import { familyById } from '../../src/engine/families'
import { recipes } from '../../src/engine/recipes'
import { recipeConfig } from '../../src/engine/recipes/config'
import { describeModel, resolve } from '../../src/engine/training/model'
import type { DatasetEntry } from '../../src/protocol/catalogue'
import { parseSetting } from '../../src/protocol/schema'
import { useCpu } from '../support/tfjs'
import { tinyImages, tinyPoints } from '../support/tiny-data'
import { advance, familyFields, tinyRun } from '../support/tiny-run'

beforeAll(useCpu)

it('knows each recipe by its own id', () => {
  expect(new Set(recipes.map((recipe) => recipe.id)).size).toBe(recipes.length)
  expect(new Set(recipes.map((recipe) => recipe.label)).size).toBe(recipes.length)
})

/** The tiny set of the same kind, with classes where the recipe's own data has them. */
function tiny(data: DatasetEntry): DatasetEntry {
  const info = data.kind === 'image' ? tinyImages : tinyPoints
  return { ...info, classes: data.classes && ['one', 'two'] }
}

describe.each(recipes.map((recipe) => [recipe.id, recipe] as const))('%s', (id, recipe) => {
  const family = familyById(recipe.family)!
  const data = datasetById(recipe.data)!.info

  it('says what it is from, what to watch and what to expect', () => {
    expect(id).toMatch(/^[a-z][a-z0-9-]*$/)
    expect(recipe.paper.url).toMatch(/^https:\/\//)
    expect(recipe.paper.year).toBeGreaterThan(1950)
    for (const text of [recipe.paper.authors, recipe.paper.title, recipe.label])
      expect(text.length).toBeGreaterThan(1)
    for (const text of [recipe.watch, recipe.expect]) expect(text).toMatch(/^\[?[\p{Lu}\d−].{30,}\.$/su)
    expect(recipe.expect, 'roughly when').toMatch(
      /\d[^.]* (steps|minutes)|steps? \d|hundred steps|thousand steps/,
    )
    expect(recipe.stop.unit).not.toBe('never')
  })

  it('is a point in its family’s space: every setting exists, differs from nothing outside its range', () => {
    expect(family).toBeDefined()
    expect(family.refuses?.(data)).toBeUndefined()
    const fields = new Map(familyFields(family, data).map((field) => [field.key, field]))
    for (const [key, value] of Object.entries(recipe.settings)) {
      expect([...fields.keys()]).toContain(key)
      expect(parseSetting(fields.get(key)!, value), key).toEqual({ ok: true, value })
    }
  })

  it('resolves and describes the model that it would build', () => {
    const config = recipeConfig(recipe, data)
    expect(resolve(config, data).settings).toMatchObject(recipe.settings)
    expect(describeModel(config, data).networks.length).toBeGreaterThan(0)
  })

  it('trains three steps with finite scalars', () => {
    const info = tiny(data)
    const sizes = familyFields(family, info).filter(
      (field) => field.type === 'integer' && /width|latentDim|batch|depth/i.test(field.key),
    )
    const kept = Object.fromEntries(
      Object.entries(recipe.settings).filter(([key]) => !sizes.some((field) => field.key === key)),
    )
    const run = tinyRun(family, info, kept)
    for (const [name, value] of Object.entries(advance(run, 3)))
      expect(value, name).toSatisfy(Number.isFinite)
    run.dispose()
  })
})
