import { memory, sigmoid, type Tensor, type Tensor1D, tensor, tensor1d, tidy } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Subject } from '../../src/engine/core/probe'
import { familyById } from '../../src/engine/families'
import { look } from '../../src/engine/probes'
import { fixedNoise } from '../../src/engine/probes/fixed-noise'
import { normalQuantile } from '../../src/engine/probes/latent-grid'
import type { Settings } from '../../src/protocol/schema'
import { useCpu } from '../support/tfjs'
import { tinyImages } from '../support/tiny-data'
import { advance, tinyRun } from '../support/tiny-run'

beforeAll(useCpu)

const pixels = 64

/** A model after a few steps, and what a probe sees of it. */
function subjectOf(id: string, settings: Settings = {}, steps = 3): Subject & { done(): void } {
  const family = familyById(id)!
  const run = tinyRun(family, tinyImages, settings)
  advance(run, steps)
  return { family, model: run.model, data: run.data, seed: 1, done: () => run.dispose() }
}

/** What a tensor holds, as the bytes of a frame. */
const bytes = (make: () => Tensor) =>
  tidy(() => [...make().dataSync()].map((value) => Math.min(255, Math.max(0, Math.round(value * 255)))))

const numbers = (make: () => Tensor) => tidy(() => [...make().dataSync()])

async function blocksOf(id: string, subject: Subject, options: Record<string, number>) {
  const before = memory().numTensors
  const frame = await look(id, subject, 0, options)
  expect(memory().numTensors).toBe(before)
  return frame?.blocks ?? null
}

const labelsOf = (values: number[]) => tensor1d(values, 'int32') as Tensor1D

describe('class-grid', () => {
  it.each([
    ['gan', { conditioning: 'label' }],
    ['gan', { conditioning: 'classifier' }],
    ['vae', { conditioning: 'class' }],
  ] as const)('%s %j: row k holds the samples of class k, each column one code', async (id, settings) => {
    const subject = subjectOf(id, settings)
    const blocks = (await blocksOf('class-grid', subject, { size: 3 }))!
    expect(blocks.images!.shape).toEqual([2 * 3, 8, 8, 1])
    const codes = numbers(() => fixedNoise(subject, 3))
    const dimension = codes.length / 3
    for (const [cell, image] of [0, 1, 2, 3, 4, 5].entries()) {
      const [row, column] = [Math.floor(cell / 3), cell % 3]
      const expected = bytes(() => {
        const z = tensor(codes.slice(column * dimension, (column + 1) * dimension), [1, dimension])
        return subject.family.sample!(subject.model, z, { labels: labelsOf([row]) })
      })
      const shown = [...blocks.images!.data.slice(image * pixels, (image + 1) * pixels)]
      for (const [i, value] of shown.entries()) expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(1)
    }
    subject.done()
  })

  it('has nothing to show of a model that is told no class', async () => {
    for (const [id, settings] of [
      ['gan', {}],
      ['gan', { conditioning: 'semiSupervised' }],
      ['vae', {}],
    ] as const) {
      const subject = subjectOf(id, settings, 0)
      expect(await blocksOf('class-grid', subject, {})).toBeNull()
      subject.done()
    }
  })
})

describe('saliency', () => {
  it.each([
    ['gan', { loss: 'nonSaturating', activation: 'elu' }],
    ['gan', { loss: 'hinge', activation: 'elu' }],
    ['gan', { conditioning: 'label' }],
    ['vae-gan', {}],
    ['bigan', {}],
  ] as const)('%s %j: the overlay is D’s slope, by central differences', async (id, settings) => {
    const subject = subjectOf(id, settings)
    const { family, model } = subject
    const blocks = (await blocksOf('saliency', subject, { count: 2 }))!
    const x = numbers(() => family.sample!(model, fixedNoise(subject, 2)))
    const s = (values: number[]) => numbers(() => family.critic!(model, tensor(values, [2, 8, 8, 1])))
    const scores = numbers(() => family.score!(model, tensor(x, [2, 8, 8, 1])))
    expect([...blocks.scores!.data]).toEqual(scores.map((score) => expect.closeTo(score, 5)))
    const slopes = [...blocks.gradient!.data]
    const largest = Math.max(...slopes.map(Math.abs))
    expect(largest).toBeGreaterThan(0)
    // The pixels that count most, and a few others.
    const order = slopes.map((_, i) => i).sort((a, b) => Math.abs(slopes[b]!) - Math.abs(slopes[a]!))
    const h = 2e-3
    const near = [...order.slice(0, 4), 5, 77].filter((i) => {
      const [up, down] = [h, -h].map((by) => s(x.with(i, x[i]! + by))[Math.floor(i / pixels)]!)
      return Math.abs((up! - down!) / (2 * h) - slopes[i]!) < 0.05 * largest
    })
    expect(near.length).toBeGreaterThanOrEqual(5) // a kink of a leaky unit may lie within one of the differences
    subject.done()
  })
})

describe('scores of samples', () => {
  it('are those of training where D has batch norm, whose running averages stay', async () => {
    const settings = { architecture: 'dcgan', discriminatorNorm: 'batch', discriminatorRate: 0.01 }
    const subject = subjectOf('gan', settings, 8)
    const { family, model } = subject
    const d = model.networks.discriminator!
    const running = () =>
      [...d.variables].filter(([name]) => name.includes('moving')).map(([, value]) => [...value.dataSync()])
    const before = running()
    expect(before.length).toBeGreaterThan(0)
    const { scores } = (await blocksOf('samples', subject, { count: 6 }))!
    expect(running()).toEqual(before)
    const x = () => family.sample!(model, fixedNoise(subject, 6))
    const alone = numbers(() => family.score!(model, x()))
    const inTraining = numbers(() => sigmoid(d.apply(x(), { training: true })))
    expect([...scores!.data]).toEqual(inTraining.map((score) => expect.closeTo(score, 4)))
    expect(Math.max(...alone.map((score, i) => Math.abs(score - inTraining[i]!)))).toBeGreaterThan(1e-3)
    subject.done()
  })
})

describe('traversals', () => {
  it('change one dimension of the code in each row, and nothing else', async () => {
    const subject = subjectOf('vae')
    const { family, model } = subject
    const blocks = (await blocksOf('traversals', subject, { size: 4 }))!
    expect([...blocks.dimensions!.data]).toEqual([0, 1, 2])
    const base = numbers(() => fixedNoise(subject, 1))
    for (const [row, dimension] of [0, 1, 2].entries()) {
      for (let column = 0; column < 4; column++) {
        const z = base.with(dimension, normalQuantile((column + 0.5) / 4))
        const expected = bytes(() => family.sample!(model, tensor(z, [1, 3])))
        const at = (row * 4 + column) * pixels
        for (const [i, value] of expected.entries())
          expect(Math.abs(blocks.images!.data[at + i]! - value)).toBeLessThanOrEqual(1)
      }
    }
    subject.done()
  })

  it('walk InfoGAN’s categories first, then its continuous codes alone', async () => {
    const subject = subjectOf('gan', { conditioning: 'codes', codeCategories: 3, continuousCodes: 2 })
    const { family, model } = subject
    const blocks = (await blocksOf('traversals', subject, { size: 3 }))!
    const noise = Number(model.config.latentDim)
    expect([...blocks.dimensions!.data]).toEqual([-1, noise, noise + 1])
    const base = numbers(() => fixedNoise(subject, 1))
    const cell = (row: number, column: number) =>
      [...blocks.images!.data].slice((row * 3 + column) * pixels, (row * 3 + column + 1) * pixels)
    const drawn = (z: number[], label: number) =>
      bytes(() => family.sample!(model, tensor(z, [1, z.length]), { labels: labelsOf([label]) }))
    for (let column = 0; column < 3; column++) {
      const close = (values: number[], expected: number[]) =>
        expect(Math.max(...values.map((value, i) => Math.abs(value - expected[i]!)))).toBeLessThanOrEqual(1)
      close(cell(0, column), drawn(base, column))
      const value = normalQuantile((column + 0.5) / 3)
      close(cell(2, column), drawn(base.with(noise + 1, value), 0))
    }
    expect(cell(0, 0)).not.toEqual(cell(0, 1))
    subject.done()
  })

  it('are not of a GAN whose codes nobody reads', async () => {
    const subject = subjectOf('gan', {}, 0)
    expect(await blocksOf('traversals', subject, {})).toBeNull()
    subject.done()
  })
})

describe('code-maps', () => {
  it('name the nearest word at each place, and the words spell the reconstruction', async () => {
    const settings = { architecture: 'mlp', positions: 3, codeDim: 2, codebookSize: 5 }
    const subject = subjectOf('vq-vae', settings)
    const { model } = subject
    const blocks = (await blocksOf('code-maps', subject, { count: 4 }))!
    expect(blocks.codes!.shape).toEqual([4, 1, 3])
    const words = [...model.state.codes!.dataSync()]
    const images = new Float32Array(4 * pixels)
    for (let i = 0; i < 4; i++) subject.data.train.copy(i, images, i * pixels)
    const outputs = numbers(() => model.networks.encoder!.apply(tensor(images, [4, 8, 8, 1])))
    const nearest = Array.from({ length: 12 }, (_, place) => {
      const distance = (word: number) =>
        [0, 1].reduce((sum, d) => sum + (words[2 * word + d]! - outputs[2 * place + d]!) ** 2, 0)
      return [0, 1, 2, 3, 4].sort((a, b) => distance(a) - distance(b))[0]!
    })
    expect([...blocks.codes!.data]).toEqual(nearest)
    const spelled = nearest.flatMap((word) => words.slice(2 * word, 2 * word + 2))
    const drawn = bytes(() => model.networks.decoder!.apply(tensor(spelled, [4, 1, 3, 2])))
    for (const [i, value] of drawn.entries())
      expect(Math.abs(blocks.outputs!.data[i]! - value)).toBeLessThanOrEqual(1)
    expect([...blocks.usage!.data].reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5)
    expect(blocks.usage!.shape).toEqual([5])
    subject.done()
  })
})

describe('raw-samples', () => {
  it('are the generator’s own, beside those of its moving average', async () => {
    const subject = subjectOf('gan', { average: true, generatorRate: 0.02 }, 8)
    const { family, model } = subject
    const raw = (await blocksOf('raw-samples', subject, { count: 2 }))!
    const average = (await blocksOf('samples', subject, { count: 2 }))!
    const expected = bytes(() => family.sample!(model, fixedNoise(subject, 2), { raw: true }))
    expect([...raw.images!.data]).toEqual(expected)
    expect([...average.images!.data]).not.toEqual(expected)
    subject.done()
  })

  it('are not offered where no average is kept', async () => {
    const subject = subjectOf('gan', {}, 0)
    expect(await blocksOf('raw-samples', subject, {})).toBeNull()
    subject.done()
  })
})
