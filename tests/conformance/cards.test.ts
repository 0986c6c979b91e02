import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { buildCatalogue } from '../../src/engine/catalogue'
import { recipes } from '../../src/engine/recipes'
import { datasetOf, defaultSeed, familyOf } from '../../src/protocol/config'
import { type Pointer, partsOf } from '../../src/protocol/recipes'
import { fieldsOf } from '../../src/protocol/schema'
import { views } from '../../src/ui/views'

const folder = fileURLToPath(new URL('../../public/recipes', import.meta.url))
const catalogue = buildCatalogue([])

describe.each(recipes.map((recipe) => [recipe.id, recipe] as const))('the card of %s', (id, recipe) => {
  it('has a small picture, and a line that says of what', async () => {
    const png = await readFile(join(folder, `${id}.png`))
    expect([...png.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47])
    expect(png.length).toBeLessThan(13_000)
    expect(png.readUInt32BE(16)).toBeGreaterThan(160) // IHDR: width
    const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'))
    expect(manifest[id].seed).toBe(recipe.seed ?? defaultSeed)
    expect(manifest[id].steps).toBeGreaterThan(50)
    expect(manifest[id].steps).toBeLessThanOrEqual(recipe.stop.amount)
  })

  it('points at things that its run has', () => {
    const family = familyOf(catalogue, recipe.family)
    const { kind } = datasetOf(catalogue, recipe.data)
    const known: Record<Pointer['kind'], string[]> = {
      series: family.series.map((series) => series.id),
      measure: catalogue.metrics.map((metric) => metric.id),
      view: views.map((view) => view.id),
      layer: ['heat-map', 'latent-grid', 'samples', 'real'],
      setting: fieldsOf(family.schema, kind).map((field) => field.key),
      network: ['generator', 'discriminator', 'encoder', 'decoder', 'prior'],
    }
    const pointers = [recipe.watch, recipe.expect].flatMap(partsOf).filter((part) => typeof part !== 'string')
    for (const pointer of pointers) expect(known[pointer.kind], pointer.text).toContain(pointer.id)
    expect(pointers.length).toBeGreaterThan(0)
    for (const text of [recipe.watch, recipe.expect])
      expect(text).not.toMatch(/\]\((?!series|measure|view|layer|setting|network)/)
  })
})
