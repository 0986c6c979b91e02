import { memory, moments, reshape, sum, tensor, tensor1d, tensor2d, tidy } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { defaultSettings } from '../../src/engine/catalogue'
import { Rng } from '../../src/engine/core/rng'
import { familyById } from '../../src/engine/families'
import { noiseDeviation } from '../../src/engine/families/gan/discriminator'
import { codeLoss, crossEntropy, logitOf, pack } from '../../src/engine/families/gan/heads'
import { joinLatent, truncated } from '../../src/engine/families/gan/latent'
import { ganSchema } from '../../src/engine/families/gan/schema'
import { averagingDecay } from '../../src/engine/training/ema'
import { labelledExamples } from '../../src/engine/training/labelled'
import type { Settings } from '../../src/protocol/schema'
import { logSumExp, total } from '../support/closed-forms'
import { useCpu } from '../support/tfjs'
import { tinyData, tinyImages, tinyPoints } from '../support/tiny-data'
import { advance, tinyRun, weightsOf } from '../support/tiny-run'

beforeAll(useCpu)

const family = familyById('gan')!
const settings = (overrides: Settings) =>
  ganSchema.parse({ ...defaultSettings(family, tinyImages), ...overrides })
const normals = (n: number, d: number, seed = 1) =>
  tensor2d(new Rng(seed).fillNormal(new Float32Array(n * d)), [n, d])

describe('moving average of the generator', () => {
  it('begins as the generator and follows w̄ ← d w̄ + (1 − d) w', () => {
    const run = tinyRun(family, tinyPoints, { average: true, averageDecay: 0.95 })
    const names = [...run.model.networks.generator!.variables.keys()]
    const twin = (name: string) => name.replace('generator/', 'generatorAverage/')
    let weights = weightsOf(run)
    for (const name of names) expect(weights[twin(name)]).toEqual(weights[name])
    for (let step = 1; step <= 4; step++) {
      const before = weights
      advance(run, 1)
      weights = weightsOf(run)
      const d = (0.95 * (1 + step)) / (10 + step)
      expect(averagingDecay(0.95, step)).toBe(d)
      for (const name of names)
        weights[twin(name)]!.forEach((value, i) => {
          expect(value).toBeCloseTo(d * before[twin(name)]![i]! + (1 - d) * weights[name]![i]!, 5)
        })
    }
    expect(averagingDecay(0.999, 1e6)).toBeCloseTo(0.999, 4)
    run.dispose()
  })

  it('is what samples are drawn from, unless the raw generator is asked for', () => {
    const run = tinyRun(family, tinyPoints, { average: true })
    advance(run, 3)
    const z = normals(5, family.latentDim!(run.model.config, tinyPoints))
    const of = (options?: { raw: boolean }) =>
      tidy(() => [...family.sample!(run.model, z, options).dataSync()])
    const by = (id: string) => tidy(() => [...run.model.networks[id]!.apply(z).dataSync()])
    expect(of()).toEqual(by('generatorAverage'))
    expect(of({ raw: true })).toEqual(by('generator'))
    expect(of()).not.toEqual(of({ raw: true }))
    run.dispose()
  })
})

describe('packing', () => {
  it('joins m examples along the last axis and drops the rest', () => {
    const x = tensor([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13], [7, 2])
    expect(pack(x, 3).arraySync()).toEqual([
      [0, 1, 4, 5, 8, 9],
      [2, 3, 6, 7, 10, 11],
    ])
    expect(pack(x, 1)).toBe(x)
    expect(pack(tensor(new Float32Array(4 * 8 * 8), [4, 8, 8, 1]), 2).shape).toEqual([2, 8, 8, 2])
  })

  it.each(['mlp', 'dcgan', 'residual'])('widens the input of an %s discriminator', (architecture) => {
    const run = tinyRun(family, tinyImages, { architecture, packing: 4, conditioning: 'label' })
    const labels = tinyImages.classes!.length
    const flat = [(64 + labels) * 4]
    expect(run.model.networks.discriminator!.spec.input).toEqual(
      architecture === 'mlp' ? flat : [8, 8, (1 + labels) * 4],
    )
    expect(Object.values(advance(run, 2)).every(Number.isFinite)).toBe(true)
    run.dispose()
  })
})

describe('instance noise and label smoothing', () => {
  it('fades linearly to nothing', () => {
    const config = settings({ instanceNoise: true, instanceNoiseDeviation: 0.4, instanceNoiseSteps: 1000 })
    expect([0, 250, 1000, 2000].map((step) => noiseDeviation(config, step))).toEqual([
      0.4, 0.30000000000000004, 0, 0,
    ])
    expect(noiseDeviation(settings({ instanceNoise: false }), 0)).toBe(0)
  })

  it('smooths the real label alone: the generator’s loss is untouched', () => {
    const runs = [0, 0.3].map((labelSmoothing) => tinyRun(family, tinyPoints, { labelSmoothing }))
    const [plain, smooth] = runs.map((run) => advance(run, 1))
    expect(smooth!.discriminatorLoss).not.toBeCloseTo(plain!.discriminatorLoss!, 3)
    expect(smooth!.realScore).toBe(plain!.realScore)
    for (const run of runs) run.dispose()
  })
})

describe('heads', () => {
  const outputs = tensor2d([0.3, 1, -2, 0.5, 2, -0.1, 0.7, 0.2], [2, 4])
  const y = tensor2d([1, 0, 0, 0, 0, 1], [2, 3])

  it('projection adds the class’s own score', () => {
    const config = settings({ conditioning: 'label', labelInput: 'projection' })
    const values = [...logitOf(config, outputs, y).dataSync()]
    expect(values[0]).toBeCloseTo(0.3 + 1, 5)
    expect(values[1]).toBeCloseTo(2 + 0.2, 5)
    expect(logitOf(config, outputs, null).dataSync()[0]).toBeCloseTo(0.3 + 1, 5)
  })

  it('semi-supervised, the evidence is log Σ exp of the class logits', () => {
    const config = settings({ conditioning: 'semiSupervised' })
    expect(logitOf(config, outputs, null).dataSync()[1]).toBeCloseTo(logSumExp([2, -0.1, 0.7, 0.2]), 5)
  })

  it('names classes and codes by cross-entropy and squares', () => {
    const logits = [
      [1, -2, 0.5],
      [-0.1, 0.7, 0.2],
    ]
    const nll = (row: number[], k: number) => logSumExp(row) - row[k]!
    const expected = (nll(logits[0]!, 0) + nll(logits[1]!, 2)) / 2
    expect(crossEntropy(tensor2d(logits.flat(), [2, 3]), y).dataSync()[0]).toBeCloseTo(expected, 5)
    const config = settings({ conditioning: 'codes', codeCategories: 3, continuousCodes: 2 })
    const all = tensor2d([9, ...logits[0]!, 0.5, -1, 9, ...logits[1]!, 0, 2], [2, 6])
    const codes = tensor2d([0.4, -0.2, 1, 1], [2, 2])
    const squares = total([0.01, 0.64, 1, 1]) / 4
    expect(codeLoss(config, all, y, codes).dataSync()[0]).toBeCloseTo(expected + squares, 5)
  })
})

describe('latent prior', () => {
  const z = normals(20_000, 1)
  const uniform = settings({ prior: 'uniform', latentDim: 1 })

  it('is uniform where asked, as a function of normal noise', () => {
    const values = [...joinLatent(uniform, z, null).dataSync()]
    for (const edge of [-0.8, -0.3, 0, 0.4, 0.9])
      expect(values.filter((value) => value < edge).length / values.length).toBeCloseTo((edge + 1) / 2, 1)
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(1)
  })

  it.each([0.5, 1, 2])('truncates the normal at %f exactly, in order', (t) => {
    const values = [...truncated(z, t).dataSync()]
    expect(Math.max(...values.map(Math.abs))).toBeLessThan(t + 1e-3)
    // Variance of the truncated standard normal: 1 − 2 t φ(t) / (2 Φ(t) − 1).
    const density = Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI)
    const mass = { 0.5: 0.382925, 1: 0.682689, 2: 0.9545 }[t]!
    const variance = tidy(() => moments(tensor1d(values)).variance.dataSync()[0]!)
    expect(variance).toBeCloseTo(1 - (2 * t * density) / mass, 1)
    const order = (list: ArrayLike<number>) =>
      Array.from(list, (_, i) => i).sort((a, b) => list[a]! - list[b]!)
    expect(order(values.slice(0, 50))).toEqual(order(z.dataSync().slice(0, 50)))
  })

  it('leaves the noise alone at 3', () => expect(truncated(z, 3)).toBe(z))
})

describe('conditioning', () => {
  it('draws the classes in equal blocks, or those that are asked for', () => {
    const run = tinyRun(family, tinyImages, { architecture: 'mlp', conditioning: 'label' })
    advance(run, 3)
    const row = normals(1, 3)
    const z = tensor2d(
      [0, 1, 2, 3].flatMap(() => [...row.dataSync()]),
      [4, 3],
    )
    const drawn = (labels?: number[]) =>
      tidy(() => {
        const x = family.sample!(run.model, z, { labels: labels && tensor1d(labels, 'int32') })
        return reshape(x, [4, 64]).arraySync() as number[][]
      })
    const [a, b, c, d] = drawn()
    expect(a).toEqual(b)
    expect(c).toEqual(d)
    expect(a).not.toEqual(c)
    expect(drawn([1, 0, 1, 0])).toEqual([c, a, c, a])
    run.dispose()
  })

  it('shows a semi-supervised D the same few labels of each class, from the first shard', () => {
    const { train } = tinyData(tinyImages)
    const pick = (seed: number) => labelledExamples(train, train.labels!, 3, new Rng(seed))
    const chosen = pick(1)
    expect([...chosen].sort((x, y) => x - y)).toEqual([...new Set(chosen)].sort((x, y) => x - y))
    expect([...chosen].every((index) => index < train.shardEnds[0]!)).toBe(true)
    expect([0, 1].map((label) => [...chosen].filter((i) => train.labels![i] === label).length)).toEqual([
      3, 3,
    ])
    expect(pick(1)).toEqual(chosen)
    expect(pick(2)).not.toEqual(chosen)
  })

  it('classifies with a few labels what it was never told', () => {
    const run = tinyRun(family, tinyImages, {
      architecture: 'mlp',
      conditioning: 'semiSupervised',
      labelledPerClass: 2,
      discriminatorRate: 0.01,
    })
    expect(advance(run, 40).accuracy).toBeGreaterThan(0.9)
    const sums = tidy(() => [
      ...sum(family.classify!(run.model, tensor(new Float32Array(128), [2, 8, 8, 1]))!, 1).dataSync(),
    ])
    for (const value of sums) expect(value).toBeCloseTo(1, 5)
    run.dispose()
  })

  it('has no classifier where none is trained', () => {
    const run = tinyRun(family, tinyPoints)
    const tensors = memory().numTensors
    expect(family.classify!(run.model, normals(4, 2))).toBeUndefined()
    expect(memory().numTensors).toBe(tensors + 1)
    run.dispose()
  })
})
