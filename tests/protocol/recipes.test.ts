import { describe, expect, it } from 'vitest'
import { buildCatalogue } from '../../src/engine/catalogue'
import { datasetById } from '../../src/engine/datasets'
import { recipes } from '../../src/engine/recipes'
import { recipeConfig } from '../../src/engine/recipes/config'
import { defaultConfig, familyOf, formatHash, normaliseConfig, parseHash } from '../../src/protocol/config'
import { baseOf, configOfRecipe, filterRecipes, partsOf, recipeOf } from '../../src/protocol/recipes'

const catalogue = buildCatalogue([])
const recipe = (id: string) => recipes.find((one) => one.id === id)!

describe('what a run is called after', () => {
  it('is the nearest recipe, with its changes, where that is nearer than the defaults', () => {
    const config = configOfRecipe(catalogue, recipe('dcgan'))
    expect(baseOf(catalogue, config)).toMatchObject({
      recipe: { id: 'dcgan' },
      changes: 0,
      title: 'DCGAN on MNIST',
    })
    const other = { ...config, seed: 5, settings: { ...config.settings, latentDim: 33 } }
    expect(baseOf(catalogue, other)).toMatchObject({ recipe: { id: 'dcgan' }, changes: 2 })
  })

  it('is the model where that is as near', () => {
    const config = defaultConfig(catalogue)
    const title = 'GAN on Ring of 8'
    expect(baseOf(catalogue, config)).toEqual({ recipe: undefined, changes: 0, title })
    expect(baseOf(catalogue, { ...config, seed: 5 })).toEqual({ recipe: undefined, changes: 1, title })
  })
})

describe('a recipe and a configuration', () => {
  it.each(recipes.map((one) => [one.id, one] as const))('%s is known again by its run', (id, one) => {
    const config = configOfRecipe(catalogue, one)
    expect(config).toEqual(recipeConfig(one, datasetById(one.data)!.info))
    expect(recipeOf(catalogue, config)?.id).toBe(id)
    // … also from the link that its run writes.
    const { config: linked, notices } = normaliseConfig(catalogue, parseHash(formatHash(catalogue, config)))
    expect(notices).toEqual([])
    expect(recipeOf(catalogue, linked)?.id).toBe(id)
  })

  it('stays itself with another seed or stop', () => {
    const config = { ...configOfRecipe(catalogue, recipe('dcgan')), seed: 77 }
    config.stop = { unit: 'minutes', amount: 2 }
    expect(recipeOf(catalogue, config)?.id).toBe('dcgan')
  })

  it('keeps its name while live settings alone change, and only then', () => {
    const config = configOfRecipe(catalogue, recipe('beta-vae'))
    const live = { ...config, settings: { ...config.settings, beta: 1.5 } }
    expect(recipeOf(catalogue, live)).toBeUndefined()
    expect(recipeOf(catalogue, live, 'beta-vae')?.id).toBe('beta-vae')
    expect(recipeOf(catalogue, live, 'dcgan')).toBeUndefined()
    const other = { ...config, settings: { ...config.settings, latentDim: 11 } }
    expect(recipeOf(catalogue, other, 'beta-vae')).toBeUndefined()
  })

  it('is not met by the same settings on other data', () => {
    const config = { ...configOfRecipe(catalogue, recipe('gan')), data: 'moons' }
    config.settings = familyOf(catalogue, 'gan').defaults.moons!
    expect(recipeOf(catalogue, config)).toBeUndefined()
  })
})

describe('the filters of the gallery', () => {
  it('keep what agrees with both, in order', () => {
    const ids = (family: string, data: string) => filterRecipes(recipes, { family, data }).map(({ id }) => id)
    expect(ids('', '')).toEqual(recipes.map(({ id }) => id))
    expect(ids('gan', 'ring')).toEqual(['gan', 'wgan', 'gan-d-wins'])
    expect(ids('vae', 'ring')).toEqual([])
    expect(ids('', 'grid').length + ids('', 'ring').length + ids('', 'mnist').length).toBe(recipes.length)
  })
})

describe('a text that points', () => {
  it('falls into words and pointers, and loses nothing', () => {
    expect(partsOf('The [mode count](measure:modes) says it; [KL](series:kl).')).toEqual([
      'The ',
      { text: 'mode count', kind: 'measure', id: 'modes' },
      ' says it; ',
      { text: 'KL', kind: 'series', id: 'kl' },
      '.',
    ])
  })

  it('leaves alone what only looks like a pointer', () => {
    for (const text of ['[a](b)', '[a](nowhere:b)', 'E[x] (see there)', ''])
      expect(partsOf(text).join('')).toBe(text)
  })
})
