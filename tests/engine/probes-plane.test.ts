import { memory, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Subject } from '../../src/engine/core/probe'
import { familyById } from '../../src/engine/families'
import { look } from '../../src/engine/probes'
import { fixedNoise } from '../../src/engine/probes/fixed-noise'
import { normalQuantile } from '../../src/engine/probes/latent-grid'
import type { Settings } from '../../src/protocol/schema'
import { useCpu } from '../support/tfjs'
import { tinyPoints } from '../support/tiny-data'
import { advance, tinyRun } from '../support/tiny-run'

beforeAll(useCpu)

/** A family on points after a few steps. */
function subjectOf(id: string, settings: Settings = {}): Subject & { end(): void } {
  const family = familyById(id)!
  const run = tinyRun(family, tinyPoints, settings)
  advance(run, 12)
  return { family, model: run.model, data: run.data, seed: 1, end: () => run.dispose() }
}

const numbers = (make: () => Tensor) => tidy(() => [...make().dataSync()])
const blocksOf = async (id: string, subject: Subject, options: Record<string, number> = {}) =>
  (await look(id, subject, 0, options))!.blocks

describe.each([
  ['gan', {}],
  ['gan', { loss: 'wasserstein' }],
  ['gan', { loss: 'leastSquares', spectralNorm: true }],
  ['vae-gan', {}],
  ['bigan', {}],
] as [string, Settings][])('the discriminator of %s %o', (id, settings) => {
  it('is the heat map: a cell is D at the middle of that cell', async () => {
    const subject = subjectOf(id, settings)
    const size = 12
    const { values } = await blocksOf('heat-map', subject, { size })
    for (const [row, column] of [
      [0, 0],
      [3, 9],
      [11, 5],
    ] as const) {
      const x = ((column + 0.5) / size) * 6 - 3
      const y = 3 - ((row + 0.5) / size) * 6
      const [probability] = numbers(() => subject.family.score!(subject.model, tensor([[x, y]])))
      expect(values!.data[row * size + column]).toBeCloseTo(probability!, 5)
    }
    subject.end()
  })

  it('pushes a generated point along the finite-difference gradient of its output', async () => {
    const subject = subjectOf(id, settings)
    const before = memory().numTensors
    const { points, gradients } = await blocksOf('gradients', subject, { count: 5, samples: 20 })
    expect(memory().numTensors).toBe(before)
    const made = numbers(() => subject.family.sample!(subject.model, fixedNoise(subject, 20)))
    const output = (x: number, y: number) =>
      numbers(() => subject.family.critic!(subject.model, tensor([[x, y]])))[0]!
    for (let i = 0; i < 5; i++) {
      const [x, y] = [points!.data[2 * i]!, points!.data[2 * i + 1]!]
      expect([x, y]).toEqual([made[8 * i], made[8 * i + 1]]) // every fourth of the points on the stage
      // A piecewise linear network has kinks: the gradient is that of one side at least.
      const h = 1e-3
      const here = output(x, y)
      const slopes = [
        [(output(x + h, y) - here) / h, (here - output(x - h, y)) / h],
        [(output(x, y + h) - here) / h, (here - output(x, y - h)) / h],
      ]
      const tolerance = 0.02 * Math.hypot(slopes[0]![0]!, slopes[1]![0]!) + 2e-3
      for (const axis of [0, 1]) {
        const off = slopes[axis]!.map((slope) => Math.abs(gradients!.data[2 * i + axis]! - slope))
        expect(Math.min(...off)).toBeLessThan(tolerance)
      }
    }
    subject.end()
  })

  it('is read as a probability that rises with its output', () => {
    const subject = subjectOf(id, settings)
    const x = tensor(Array.from({ length: 40 }, (_, i) => [Math.cos(i) * 2, Math.sin(1.7 * i) * 2]))
    const critic = numbers(() => subject.family.critic!(subject.model, x))
    const score = numbers(() => subject.family.score!(subject.model, x))
    const order = critic.map((_, i) => i).sort((a, b) => critic[a]! - critic[b]!)
    for (let i = 1; i < order.length; i++)
      expect(score[order[i]!]!).toBeGreaterThanOrEqual(score[order[i - 1]!]! - 1e-6)
    x.dispose()
    subject.end()
  })
})

it.each(['gan', 'vae', 'aae', 'bigan'])(
  'the manifold of %s has its corners at the latent corners',
  async (id) => {
    const subject = subjectOf(id, { latentDim: 2 })
    const { points } = await blocksOf('latent-grid', subject, { size: 5 })
    const edge = normalQuantile(0.1)
    const make = (subject.family.decode ?? subject.family.sample)!
    const corners: [number, number, number][] = [
      [0, edge, -edge],
      [4, -edge, -edge],
      [20, edge, edge],
      [24, -edge, edge],
    ]
    for (const [index, u, v] of corners) {
      const at = numbers(() => make.call(subject.family, subject.model, tensor([[u, v]])))
      expect(points!.data[2 * index]).toBeCloseTo(at[0]!, 5)
      expect(points!.data[2 * index + 1]).toBeCloseTo(at[1]!, 5)
    }
    subject.end()
  },
)

describe.each([
  ['vae', { latentDim: 2 }],
  ['vae', { latentDim: 1 }],
  ['vae', { latentDim: 4 }],
  ['vae-gan', { latentDim: 2 }],
] as [string, Settings][])('the posterior of %s %o', (id, settings) => {
  it('is the encoder’s mean and deviation, laid into the data by the decoder', async () => {
    const subject = subjectOf(id, settings)
    const { family, model, data } = subject
    const [count, corners, dimension] = [3, 8, Number(settings.latentDim)]
    const before = memory().numTensors
    const { inputs, mean, deviation, centres, curves } = await blocksOf('posterior', subject, {
      count,
      corners,
    })
    expect(memory().numTensors).toBe(before)
    const shown = Math.min(2, dimension)
    for (let i = 0; i < count; i++) {
      const x = new Float32Array(2)
      data.train.copy(i, x, 0)
      expect([...inputs!.data.slice(2 * i, 2 * i + 2)]).toEqual([...x])
      const heads = numbers(() => model.networks.encoder!.apply(tensor(x, [1, 2])))
      const [mu, sigma] = [heads.slice(0, dimension), heads.slice(dimension).map((v) => Math.exp(v / 2))]
      for (let d = 0; d < shown; d++) {
        expect(mean!.data[i * shown + d]).toBeCloseTo(mu[d]!, 5)
        expect(deviation!.data[i * shown + d]).toBeCloseTo(sigma[d]!, 5)
      }
      const drawn = (code: number[]) => numbers(() => family.decode!(model, tensor([code])))
      const expected = [drawn(mu)]
      for (let k = 0; k < corners; k++) {
        const turn = [Math.cos((2 * Math.PI * k) / corners), Math.sin((2 * Math.PI * k) / corners)]
        expected.push(drawn(mu.map((m, d) => m + (d < shown ? sigma[d]! * turn[d]! : 0))))
      }
      const seen = [
        [...centres!.data.slice(2 * i, 2 * i + 2)],
        ...Array.from({ length: corners }, (_, k) => [
          ...curves!.data.slice(2 * (i * corners + k), 2 * (i * corners + k) + 2),
        ]),
      ]
      seen.forEach((point, k) => {
        expect(point[0]).toBeCloseTo(expected[k]![0]!, 4)
        expect(point[1]).toBeCloseTo(expected[k]![1]!, 4)
      })
    }
    subject.end()
  })
})

/** N(x; μ, σ²). */
const normal = (x: number, mu: number, sigma: number) =>
  Math.exp(-(((x - mu) / sigma) ** 2) / 2) / (sigma * Math.sqrt(2 * Math.PI))

describe.each([
  ['gan', {}, 3 / 30],
  ['vae', { deviation: 0.3 }, 0.3],
  ['vae', { likelihood: 'learnedGaussian' }, null],
] as [string, Settings, number | null][])('the density of %s %o', (id, settings, sigma) => {
  it('is the mean of the Gaussians round its samples, and integrates to their share in sight', async () => {
    const subject = subjectOf(id, settings)
    const { family, model } = subject
    const [size, count] = [30, 50]
    const before = memory().numTensors
    const { values } = await blocksOf('density', subject, { size, count })
    expect(memory().numTensors).toBe(before)
    const made = numbers(() => family.sample!(model, fixedNoise(subject, count)))
    const spread = sigma
      ? made.map(() => sigma)
      : numbers(() => family.observe!(model, fixedNoise(subject, count))!.deviation)
    for (const [row, column] of [
      [4, 21],
      [15, 15],
      [22, 9],
    ] as const) {
      const [x, y] = [((column + 0.5) / size) * 6 - 3, 3 - ((row + 0.5) / size) * 6]
      let expected = 0
      for (let k = 0; k < count; k++)
        expected +=
          (normal(x, made[2 * k]!, spread[2 * k]!) * normal(y, made[2 * k + 1]!, spread[2 * k + 1]!)) / count
      expect(values!.data[row * size + column]).toBeCloseTo(expected, 4)
    }
    subject.end()
  })
})
