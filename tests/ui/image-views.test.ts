import { expect, it } from 'vitest'
import { buildCatalogue } from '../../src/engine/catalogue'
import { datasetOf, defaultConfig, familyOf } from '../../src/protocol/config'
import type { Settings } from '../../src/protocol/schema'
import { codeTriples, shadeOf } from '../../src/ui/canvas/code-map'
import { exampleOf, takenForReal, tinted } from '../../src/ui/canvas/judged-grid'
import { views } from '../../src/ui/views'
import { traversalNames } from '../../src/ui/views/traversals'
import { viewsFor } from '../../src/ui/views/view'

const real = [0, 0, 255] as const
const fake = [255, 128, 0] as const

it('tints each pixel towards the colour of its slope, as strongly as it is steep', () => {
  const image = Uint8Array.of(80, 80, 80, 80)
  const { data } = tinted(image, [2, 2, 1], [4, -4, 1, 0], real, fake)
  const pixel = (i: number) => [...data.slice(4 * i, 4 * i + 4)]
  // own · 0.55 · (1 − share) + colour · share, share = 0.9 √(|slope| / 4)
  expect(pixel(0)).toEqual([4, 4, 234, 255])
  expect(pixel(1)).toEqual([234, 120, 4, 255])
  expect(pixel(2)).toEqual([24, 24, 139, 255])
  expect(pixel(3)).toEqual([44, 44, 44, 255])
  expect([...tinted(image, [2, 2, 1], null, real, fake).data.slice(0, 4)]).toEqual([80, 80, 80, 255])
  expect([...tinted(image, [2, 2, 1], [0, 0, 0, 0], real, fake).data.slice(0, 3)]).toEqual([44, 44, 44])
})

it('counts who is taken for real', () => {
  expect(takenForReal([0.2, 0.51, 0.5, 0.99])).toBe('2 of 4 taken for real')
})

it('takes one example out of many', () => {
  const block = { shape: [2, 1, 2, 1], data: Uint8Array.of(1, 2, 3, 4) }
  expect([...exampleOf(block, 1)]).toEqual([3, 4])
})

it('draws example, words and drawing side by side', () => {
  const inputs = { shape: [1, 2, 2, 1], data: Uint8Array.of(10, 20, 30, 40) }
  const outputs = { shape: [1, 2, 2, 1], data: Uint8Array.of(50, 60, 70, 80) }
  const codes = { shape: [1, 1, 2], data: Float32Array.of(0, 3) }
  const { shape, data } = codeTriples(inputs, codes, outputs, [0, 0, 0], [200, 100, 0])
  expect(shape).toEqual([3, 2, 2, 3])
  const image = (i: number) => [...data.slice(12 * i, 12 * i + 12)]
  expect(image(0)).toEqual([10, 10, 10, 20, 20, 20, 30, 30, 30, 40, 40, 40])
  const word = [Math.round(200 * shadeOf(3)), Math.round(100 * shadeOf(3)), 0]
  expect(image(1)).toEqual([0, 0, 0, ...word, 0, 0, 0, ...word])
  expect(image(2)).toEqual([50, 50, 50, 60, 60, 60, 70, 70, 70, 80, 80, 80])
})

it('keeps the shades of neighbouring words apart', () => {
  for (let word = 0; word < 64; word++)
    expect(Math.abs(shadeOf(word) - shadeOf(word + 1))).toBeGreaterThan(0.3)
})

it('names the rows of a walk', () => {
  expect(traversalNames([-1, 62, 63])).toEqual(['code', 'c₁', 'c₂'])
  expect(traversalNames([0, 1, 9])).toEqual(['z₁', 'z₂', 'z₁₀'])
})

const catalogue = buildCatalogue([])
const offered = (model: string, data: string, changes: Settings = {}) => {
  const settings = { ...defaultConfig(catalogue, data, model).settings, ...changes }
  const [family, dataset] = [familyOf(catalogue, model), datasetOf(catalogue, data)]
  return viewsFor(views, family, dataset, settings).map(({ id }) => id)
}

it.each([
  ['judgement', 'gan', {}, 'vae', {}],
  ['class-grid', 'gan', { conditioning: 'label' }, 'gan', {}],
  ['class-grid', 'vae', { conditioning: 'class' }, 'vae', {}],
  ['class-grid', 'gan', { conditioning: 'classifier' }, 'gan', { conditioning: 'semiSupervised' }],
  ['traversals', 'gan', { conditioning: 'codes' }, 'gan', { conditioning: 'label' }],
  ['traversals', 'vae', {}, 'autoregressive', {}],
  ['code-maps', 'vq-vae', {}, 'autoencoder', {}],
  ['averaged', 'gan', { average: true }, 'gan', { average: false }],
] as const)('offers %s to %s %j and not to %s %j', (id, model, settings, other, otherSettings) => {
  expect(offered(model, 'mnist', settings)).toContain(id)
  expect(offered(other, 'mnist', otherSettings)).not.toContain(id)
  expect(offered('gan', 'ring', { average: true })).not.toContain(id)
})
