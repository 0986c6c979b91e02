import { concat, eye, mul, reshape, type Tensor, tensor, tensor1d, tidy } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Family, Model } from '../../src/engine/core/family'
import { Rng } from '../../src/engine/core/rng'
import { familyById } from '../../src/engine/families'
import { fromPrior, logPrior } from '../../src/engine/families/vae/prior'
import type { VaeConfig } from '../../src/engine/families/vae/schema'
import { noiseOf } from '../../src/engine/training/run'
import type { Settings } from '../../src/protocol/schema'
import { integrate, logNormal, logSumExp, range, total } from '../support/closed-forms'
import { useCpu } from '../support/tfjs'
import { tinyData, tinyImages, tinyPoints } from '../support/tiny-data'
import { advance, tinyRun } from '../support/tiny-run'

beforeAll(useCpu)

const vae = familyById('vae') as Family
const numbers = (x: Tensor) => [...x.dataSync()]
const rowsOf = (x: Tensor) =>
  range(x.shape[0]!).map((i) =>
    numbers(x).slice((i * x.size) / x.shape[0]!, ((i + 1) * x.size) / x.shape[0]!),
  )
const asVae = (model: Model) => model as unknown as Model<VaeConfig>

const points = (n: number) => {
  const values = new Float32Array(2 * n)
  for (let i = 0; i < n; i++) tinyData(tinyPoints).train.copy(i, values, 2 * i)
  return tensor(values, [n, 2])
}

/** Components of the model's prior as numbers: [weight, means, deviations]. */
function priorComponents(model: Model): [number, number[], number[]][] {
  const { latentDim, priorComponents: count, prior } = asVae(model).config
  if (prior === 'normal') return [[1, range(latentDim).map(() => 0), range(latentDim).map(() => 1)]]
  const rows = model.networks.prior!.apply(mul(eye(count), Math.sqrt(count)))
  const heads = rowsOf(prior === 'vamp' ? model.networks.encoder!.apply(rows) : rows)
  const logits = heads.map((row) => (prior === 'vamp' ? 0 : row[2 * latentDim]!))
  return heads.map((row, k) => [
    Math.exp(logits[k]! - logSumExp(logits)),
    row.slice(0, latentDim),
    row.slice(latentDim, 2 * latentDim).map((v) => Math.exp(v / 2)),
  ])
}

const logMixture = (components: [number, number[], number[]][], z: number[]) =>
  logSumExp(
    components.map(
      ([weight, means, deviations]) =>
        Math.log(weight) + total(z.map((value, d) => logNormal(value, means[d]!, deviations[d]!))),
    ),
  )

const priors: Settings[] = [
  { prior: 'normal' },
  { prior: 'mixture', priorComponents: 3 },
  { prior: 'vamp', priorComponents: 4 },
]

describe.each(priors)('%o', (prior) => {
  it.each<Settings>([{ bound: 'elbo' }, { bound: 'iwae', importanceSamples: 4 }])(
    'bounds log p(x) as the formula says, %o',
    (bound) => {
      const run = tinyRun(vae, tinyPoints, { ...prior, ...bound, latentDim: 2 })
      advance(run, 4)
      const { model } = run
      const x = points(5)
      const got = numbers(vae.elbo!(model, x, noiseOf(new Rng(3))))
      const heads = rowsOf(model.networks.encoder!.apply(x))
      const noise = new Rng(3)
      const components = priorComponents(model)
      const samples = Number(bound.importanceSamples ?? 1)
      const weights = range(samples).map(() => {
        const epsilon = range(5).map(() => range(2).map(() => noise.normal()))
        const codes = heads.map((row, i) =>
          range(2).map((d) => row[d]! + Math.exp(row[2 + d]! / 2) * epsilon[i]![d]!),
        )
        const means = rowsOf(model.networks.decoder!.apply(tensor(codes.flat(), [5, 2])))
        return heads.map((row, i) => {
          const likelihood = total(rowsOf(x)[i]!.map((value, d) => logNormal(value, means[i]![d]!, 0.1)))
          const deviations = [2, 3].map((at) => Math.exp(row[at]! / 2))
          const logQ = total(codes[i]!.map((value, d) => logNormal(value, row[d]!, deviations[d]!)))
          const exactKl = total(deviations.map((s, d) => 0.5 * (row[d]! ** 2 + s ** 2 - 1 - 2 * Math.log(s))))
          const analytic = prior.prior === 'normal' && samples === 1
          return likelihood - (analytic ? exactKl : logQ - logMixture(components, codes[i]!))
        })
      })
      range(5).forEach((i) => {
        const want = logSumExp(weights.map((row) => row[i]!)) - Math.log(samples)
        expect(Math.abs(got[i]! - want)).toBeLessThan(1e-3 * Math.max(1, Math.abs(want)))
      })
      run.dispose()
    },
  )

  it('is a density', () => {
    const run = tinyRun(vae, tinyPoints, { ...prior, latentDim: 1 })
    advance(run, 2)
    const grid = range(2001).map((i) => -10 + i / 100)
    const density = numbers(logPrior(asVae(run.model), tensor(grid, [grid.length, 1]), false))
    const mass = integrate((z) => Math.exp(density[Math.round((z + 10) * 100)]!), -10, 10, 2000)
    expect(mass).toBeCloseTo(1, 3)
    run.dispose()
  })

  it('is what samples are drawn from', () => {
    const run = tinyRun(vae, tinyPoints, { ...prior, latentDim: 2 })
    const n = 4000
    const z = tensor(new Rng(5).fillNormal(new Float32Array(2 * n)), [n, 2])
    const drawn = rowsOf(fromPrior(asVae(run.model), z))
    const components = priorComponents(run.model)
    const mean = total(components.map(([weight, means]) => weight * means[0]!))
    const square = total(components.map(([weight, m, s]) => weight * (m[0]! ** 2 + s[0]! ** 2)))
    expect(total(drawn.map((row) => row[0]!)) / n).toBeCloseTo(mean, 1)
    expect(total(drawn.map((row) => row[0]! ** 2)) / n / square).toBeCloseTo(1, 1)
    run.dispose()
  })
})

describe('told the class', () => {
  const settings = { conditioning: 'class', latentDim: 2 }

  it('draws the class that is asked for, every class in turn by default', () => {
    const run = tinyRun(vae, tinyImages, { ...settings, rate: 0.01 })
    advance(run, 60)
    const left = (image: number[]) => total(image.filter((_, i) => i % 8 < 4))
    const sides = (images: Tensor) => rowsOf(images).map((image) => left(image) > total(image) / 2)
    tidy(() => {
      const z = tensor(new Rng(5).fillNormal(new Float32Array(12)), [6, 2])
      expect(sides(vae.sample!(run.model, z))).toEqual([true, true, true, false, false, false])
      const labels = tensor1d([1, 0, 1, 0, 1, 0], 'int32')
      expect(sides(vae.sample!(run.model, z, { labels }))).toEqual([false, true, false, true, false, true])
    })
    run.dispose()
  })

  it('is refused where the data has no classes', () => {
    expect(() => tinyRun(vae, tinyPoints, settings)).toThrow(/no classes/)
  })
})

it('gives a bound of log p(x) = log ½ Σ_y p(x | y) where the class is not told', () => {
  const run = tinyRun(vae, tinyImages, { conditioning: 'class', latentDim: 2, binarisation: 'none' })
  const size = 64
  const values = new Float32Array(3 * size)
  for (let i = 0; i < 3; i++) run.data.train.copy(i, values, i * size)
  const x = tensor(values, [3, 8, 8, 1])
  const got = numbers(vae.elbo!(run.model, x, noiseOf(new Rng(3))))
  const noise = new Rng(3)
  const bounds = [0, 1].map((label) => {
    const y = range(3).flatMap(() => [1 - label, label])
    const oneHot = tensor(y, [3, 2])
    const heads = rowsOf(model().encoder!.apply(concat([reshape(x, [3, size]), oneHot], 1)))
    const codes = heads.map((row) => [0, 1].map((d) => row[d]! + Math.exp(row[2 + d]! / 2) * noise.normal()))
    const p = rowsOf(model().decoder!.apply(concat([tensor(codes.flat(), [3, 2]), oneHot], 1)))
    return heads.map(
      (row, i) =>
        total(
          p[i]!.map((q, j) => {
            const v = values[i * size + j]!
            return v * Math.log(q) + (1 - v) * Math.log(1 - q)
          }),
        ) - total([0, 1].map((d) => 0.5 * (row[d]! ** 2 + Math.exp(row[2 + d]!) - 1 - row[2 + d]!))),
    )
  })
  range(3).forEach((i) => {
    expect(got[i]).toBeCloseTo(logSumExp(bounds.map((bound) => bound[i]!)) - Math.log(2), 2)
  })
  run.dispose()
  function model() {
    return run.model.networks
  }
})

const objectives: Settings[] = [
  { divergence: 'tc', beta: 4 },
  { divergence: 'mmd' },
  { divergence: 'mmd', prior: 'mixture', priorComponents: 3 },
  { klRule: 'freeBits' },
  { klRule: 'capacity', beta: 10 },
  { schedule: 'cyclical', scheduleSteps: 10 },
  { architecture: 'convolutional', encoderWidth: 4, decoderWidth: 4, conditioning: 'class' },
  { likelihood: 'discretisedLogistic', prior: 'vamp', priorComponents: 3 },
  { likelihood: 'continuousBernoulli', bound: 'iwae', prior: 'mixture', priorComponents: 3 },
  { likelihood: 'learnedGaussian', conditioning: 'class', prior: 'vamp', priorComponents: 3 },
]

it.each(objectives)('learns with %o', (settings) => {
  const run = tinyRun(vae, tinyImages, {
    encoderWidth: 16,
    decoderWidth: 16,
    binarisation: 'none',
    rate: 0.01,
    ...settings,
  })
  const first = advance(run, 1)
  const last = advance(run, settings.architecture ? 15 : 60)
  const loss = first.negativeIwae === undefined ? 'reconstruction' : 'negativeIwae'
  expect(last[loss]).toBeLessThan(first[loss]!)
  for (const value of Object.values(last)) expect(value).toSatisfy(Number.isFinite)
  run.dispose()
})
