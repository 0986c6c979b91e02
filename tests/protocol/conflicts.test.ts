import { describe, expect, it } from 'vitest'
import { buildCatalogue } from '../../src/engine/catalogue'
import { datasetOf, defaultConfig, familyOf, normaliseConfig } from '../../src/protocol/config'
import { conflictsIn, whyNot } from '../../src/protocol/conflicts'

const catalogue = buildCatalogue([])
const { conflicts } = familyOf(catalogue, 'gan')
const [mnist, moons] = [datasetOf(catalogue, 'mnist'), { classes: undefined }]

describe('settings that make no sense together', () => {
  const settings = defaultConfig(catalogue, 'mnist', 'gan').settings

  it('are explained at the value that would complete the pair, and only there', () => {
    const penalised = { ...settings, gradientPenalty: true }
    expect(whyNot(conflicts, penalised, mnist, 'discriminatorNorm', 'batch')).toMatch(/one example/)
    expect(whyNot(conflicts, penalised, mnist, 'discriminatorNorm', 'layer')).toBeUndefined()
    expect(whyNot(conflicts, penalised, mnist, 'clipping', true)).toMatch(/one bound at a time/)
    expect(whyNot(conflicts, settings, mnist, 'clipping', true)).toBeUndefined()
    expect(whyNot(conflicts, { ...settings, packing: 3 }, mnist, 'conditioning', 'classifier')).toMatch(
      /pack/,
    )
  })

  it('know of data without classes', () => {
    expect(whyNot(conflicts, settings, moons, 'conditioning', 'label')).toMatch(/no classes/)
    expect(whyNot(conflicts, settings, mnist, 'conditioning', 'label')).toBeUndefined()
    expect(whyNot(conflicts, settings, moons, 'conditioning', 'codes')).toBeUndefined()
  })

  it('never hold for defaults, of any family on any data', () => {
    for (const family of catalogue.families)
      for (const [id, defaults] of Object.entries(family.defaults))
        expect(conflictsIn(family.conflicts, defaults, datasetOf(catalogue, id))).toEqual([])
  })

  it('are taken apart in a configuration from outside, with a notice', () => {
    const { config, notices } = normaliseConfig(catalogue, {
      data: 'mnist',
      model: 'gan',
      gradientPenalty: 'true',
      clipping: 'true',
      discriminatorNorm: 'batch',
    })
    expect(config.settings.gradientPenalty).toBe(true)
    expect(config.settings.clipping).toBe(false)
    expect(config.settings.discriminatorNorm).toBe('none')
    expect(notices).toHaveLength(2)
    expect(conflictsIn(conflicts, config.settings, mnist)).toEqual([])
  })

  it('carry every recipe to the page', () => {
    expect(catalogue.recipes!.length).toBeGreaterThan(14)
    expect(JSON.parse(JSON.stringify(catalogue.recipes))).toEqual(catalogue.recipes)
  })
})
