import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { families, familyById } from '../../src/engine/families'
import { adversarialLosses } from '../../src/engine/losses/adversarial'
import type { DatasetEntry } from '../../src/protocol/catalogue'
import type { Settings } from '../../src/protocol/schema'
import { explanations } from '../../src/ui/explanations'
import type { Present } from '../../src/ui/explanations/explanation'
import { Formula } from '../../src/ui/explanations/formula'
import { lossExplanations } from '../../src/ui/explanations/losses'
import { readFormula } from '../../src/ui/explanations/notation'
import { tinyImages, tinyPoints } from '../support/tiny-data'
import { familyFields, tinySettings } from '../support/tiny-run'

describe('the notation', () => {
  it('reads scripts, fractions, groups and words', () => {
    expect(readFormula('frac{a}{2} x_i^2')).toEqual({
      kind: 'row',
      of: [
        { kind: 'frac', above: { kind: 'name', text: 'a' }, below: { kind: 'number', text: '2' } },
        {
          kind: 'script',
          base: { kind: 'name', text: 'x' },
          sub: { kind: 'name', text: 'i' },
          sup: { kind: 'number', text: '2' },
        },
      ],
    })
    expect(readFormula('"if" x̂')).toMatchObject({ of: [{ kind: 'words' }, { kind: 'name', text: 'x̂' }] })
  })

  it.each(['frac{a}', '{a', 'a}', 'a_'])('refuses %s', (source) => {
    expect(() => readFormula(source)).toThrow(/does not read/)
  })

  it('becomes MathML in the networks’ colours', () => {
    const markup = renderToStaticMarkup(
      <Formula source="min_G sqrt{∇D(x)^2}" roles={{ D: 'discriminator', G: 'generator' }} />,
    )
    expect(markup).toContain('<munder><mi>min</mi><mi style="color:var(--gen-ink)">G</mi></munder>')
    expect(markup).toContain('<msqrt>')
    expect(markup).toContain('<mi>∇</mi><mi style="color:var(--disc-ink)">D</mi>')
  })
})

it('explains every family and every adversarial loss', () => {
  expect(Object.keys(explanations).sort()).toEqual(families.map(({ id }) => id).sort())
  expect(Object.keys(lossExplanations).sort()).toEqual(Object.keys(adversarialLosses).sort())
})

const present = (id: string, info: DatasetEntry, changes: Settings = {}): Present => ({
  settings: { ...tinySettings(familyById(id)!, info), ...changes },
  dataset: info,
})

describe.each(families.map((family) => [family.id, family] as const))('%s', (id, family) => {
  const explanation = explanations[id]!
  const kinds = [tinyPoints, tinyImages].filter((info) => !family.refuses?.(info))

  it('reads and says something at every choice of its settings', () => {
    for (const info of kinds) {
      for (const field of familyFields(family, info)) {
        const values =
          field.type === 'choice' ? field.values : field.type === 'switch' ? [true, false] : [field.maximum]
        for (const value of values) {
          const here = present(id, info, { [field.key]: value })
          const lines = explanation.objective(here)
          const parts = explanation.parts(here)
          expect(lines.length).toBeGreaterThan(0)
          expect(parts.length).toBeGreaterThan(0)
          for (const formula of [...lines, ...parts].map((one) => one.formula))
            if (formula) expect(() => readFormula(formula), formula).not.toThrow()
          for (const part of parts) {
            expect(part.title.length).toBeGreaterThan(2)
            expect(part.text).toMatch(/^[\p{L}\d].{40,}\.$/su)
          }
          // Parts are keyed by their titles.
          expect(new Set(parts.map(({ title }) => title)).size).toBe(parts.length)
        }
      }
    }
  })

  it('names each symbol that carries a colour in some formula', () => {
    const written = kinds
      .flatMap((info) =>
        familyFields(family, info).flatMap((field) =>
          (field.type === 'choice' ? field.values : [true]).map((value) =>
            present(id, info, { [field.key]: value }),
          ),
        ),
      )
      .filter(({ settings }) => typeof settings.loss !== 'boolean')
      .flatMap((here) => [...explanation.objective(here), ...explanation.parts(here)])
      .map(({ formula }) => formula ?? '')
      .join(' ')
    const names = new Set(written.match(/[\p{L}\p{M}]+/gu))
    for (const symbol of Object.keys(explanation.symbols)) expect([...names], symbol).toContain(symbol)
  })
})

describe('the text follows the configuration', () => {
  const gan = (changes: Settings) => {
    const here = present('gan', tinyPoints, changes)
    const [d, g] = explanations.gan!.objective(here).map(({ formula }) => formula)
    return { d: d!, g: g!, titles: explanations.gan!.parts(here).map(({ title }) => title) }
  }

  it.each([
    ['gradientPenalty', '+ λ 𝔼_x̃ (‖∇D(x̃)‖ − 1)^2', 'Gradient penalty'],
    ['r1', '+ frac{γ_1}{2} 𝔼_x ‖∇D(x)‖^2', 'R₁ penalty'],
    ['r2', '+ frac{γ_2}{2} 𝔼_z ‖∇D(G(z))‖^2', 'R₂ penalty'],
  ])('%s brings its term to D, and its paragraph', (key, term, title) => {
    const [off, on] = [gan({ [key]: false }), gan({ [key]: true })]
    expect(off.d).not.toContain(term)
    expect(on.d).toBe(`${off.d} ${term}`)
    expect(on.g).toBe(off.g)
    expect(on.titles.filter((one) => !off.titles.includes(one))).toEqual([title])
  })

  it('has another loss, other formulas', () => {
    const seen = Object.keys(lossExplanations).map((loss) => gan({ loss }))
    expect(new Set(seen.map(({ d, g }) => d + g)).size).toBe(seen.length)
    expect(gan({ loss: 'wasserstein' }).d).toBe('L_D = 𝔼_z D(G(z)) − 𝔼_x D(x)')
  })

  it('pays the classifier and the codes in both networks', () => {
    for (const conditioning of ['classifier', 'codes'] as const) {
      const { d, g } = gan({ conditioning })
      expect(d).toContain('− λ')
      expect(g).toContain('− λ')
    }
  })

  it('takes a VAE’s bound, pull and class', () => {
    const line = (changes: Settings) =>
      explanations.vae!.objective(present('vae', tinyImages, changes))[0]!.formula
    expect(line({})).toBe('L = − 𝔼_q log p(x | z) + β KL(q(z | x) ‖ p(z))')
    expect(line({ divergence: 'mmd' })).toContain('λ MMD')
    expect(line({ klRule: 'capacity' })).toContain('C_t')
    expect(line({ bound: 'iwae' })).toContain('frac{1}{K}')
    expect(line({ conditioning: 'class' })).toContain('p(x | z, y)')
  })
})
