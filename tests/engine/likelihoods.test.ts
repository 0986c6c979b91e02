import { type Tensor, tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { Rng } from '../../src/engine/core/rng'
import {
  continuousBernoulliLogNormaliser,
  continuousBernoulliMean,
  discretisedLogistic,
  type LikelihoodId,
  likelihoods,
} from '../../src/engine/losses/likelihoods'
import { integrate, logNormal, range, sigmoid, total } from '../support/closed-forms'
import { useCpu } from '../support/tfjs'

beforeAll(useCpu)

const numbers = (x: Tensor) => [...x.dataSync()]
const options = { deviation: 0.3, bounded: true }
const rng = new Rng(1)

/** log p of one value in nats, from the formula in its own terms. */
const closed: Record<LikelihoodId, (x: number, raw: number[]) => number> = {
  bernoulli: (x, [l]) => Math.log(x ? sigmoid(l!) : 1 - sigmoid(l!)),
  continuousBernoulli(x, [l]) {
    const p = sigmoid(l!)
    const c = Math.abs(p - 0.5) < 1e-4 ? 2 : (2 * Math.atanh(1 - 2 * p)) / (1 - 2 * p)
    return Math.log(c) + x * Math.log(p) + (1 - x) * Math.log(1 - p)
  },
  gaussian: (x, [m]) => logNormal(x, sigmoid(m!), 0.3),
  learnedGaussian: (x, [m, s]) =>
    logNormal(x, sigmoid(m!), Math.exp(Math.log(0.01) + Math.log1p(Math.exp(s! - Math.log(0.01))))),
  discretisedLogistic(x, [m, s]) {
    const scale = Math.exp(-7 + Math.log1p(Math.exp(s! - 2 + 7)))
    const cdf = (at: number) => sigmoid((at - sigmoid(m!)) / scale)
    const [low, high] = [x - 0.5 / 255, x + 0.5 / 255]
    return Math.log((x >= 1 ? 1 : cdf(high)) - (x <= 0 ? 0 : cdf(low)))
  },
}

describe.each(Object.entries(likelihoods))('%s', (id, likelihood) => {
  const draw = { bernoulli: () => rng.integer(2), discretisedLogistic: () => rng.integer(256) / 255 }[id]

  it('is the formula, summed over an example', () => {
    const [rows, values] = [3, 4]
    const x = range(rows).map(() => range(values).map(draw ?? (() => rng.uniform())))
    // Locations of all values first, then their scales.
    const raw = range(rows).map(() => range(values * likelihood.heads).map(() => 2 * rng.normal()))
    const got = numbers(
      likelihood.logLikelihood(
        tensor(x.flat(), [rows, 2, 2, 1]),
        tensor(interleave(raw, likelihood.heads, values).flat(), [rows, 2, 2, likelihood.heads]),
        options,
      ),
    )
    range(rows).forEach((row) => {
      const want = total(
        range(values).map((i) =>
          closed[id as LikelihoodId](
            x[row]![i]!,
            range(likelihood.heads).map((head) => raw[row]![head * values + i]!),
          ),
        ),
      )
      expect(got[row]).toBeCloseTo(want, 3)
    })
  })

  it('has the mean of its density', () => {
    const raw = [0.7, -0.4].slice(0, likelihood.heads)
    const x = id === 'bernoulli' ? [0, 1] : range(256).map((k) => k / 255)
    const log = (value: number) => closed[id as LikelihoodId](value, raw)
    const mean = numbers(likelihood.mean(tensor(raw, [1, likelihood.heads]), options))[0]!
    if (id === 'bernoulli') expect(mean).toBeCloseTo(total(x.map((v) => v * Math.exp(log(v)))), 5)
    else if (id === 'continuousBernoulli')
      expect(mean).toBeCloseTo(
        integrate((v) => v * Math.exp(log(v)), 0, 1),
        5,
      )
    else expect(mean).toBeCloseTo(sigmoid(raw[0]!), 5) // the location is the mean, or the middle of the logistic
  })
})

describe('normalisation', () => {
  it.each([-12, -3, -0.5, -0.0199, 0, 0.001, 0.021, 4, 9])('continuous Bernoulli, logit %f', (l) => {
    const logC = numbers(continuousBernoulliLogNormaliser(tensor([l])))[0]!
    const mass = integrate((x) => Math.exp(logC + x * l - Math.log1p(Math.exp(l))), 0, 1)
    expect(mass).toBeCloseTo(1, 4)
    const mean = integrate((x) => x * Math.exp(logC + x * l - Math.log1p(Math.exp(l))), 0, 1)
    expect(numbers(continuousBernoulliMean(tensor([l])))[0]).toBeCloseTo(mean, 4)
  })

  it.each([
    [0.5, -3],
    [0.01, -6.9],
    [0.99, -5],
    [1, -7],
    [0.3, 1],
  ])('discretised logistic, location %f, log scale %f', (location, logScale) => {
    const levels = tensor(range(256).map((k) => k / 255))
    const mass = numbers(discretisedLogistic(levels, tensor([location]), tensor([logScale])))
    expect(total(mass.map(Math.exp))).toBeCloseTo(1, 4)
  })

  it.each(['gaussian', 'learnedGaussian'] as const)('%s', (id) => {
    const raw = [0.2, -1]
    const { heads, logLikelihood } = likelihoods[id]
    const x = range(4001).map((i) => -3 + (7 * i) / 4000)
    const density = numbers(
      logLikelihood(
        tensor(x, [x.length, 1]),
        tensor(
          x.flatMap(() => raw.slice(0, heads)),
          [x.length, heads],
        ),
        options,
      ),
    )
    expect((total(density.map(Math.exp)) * 7) / 4000).toBeCloseTo(1, 3)
  })
})

it('keeps finite gradients where a logit is 0, huge, or a pixel certain', async () => {
  const { grad, sum } = await import('@tensorflow/tfjs-core')
  for (const [id, likelihood] of Object.entries(likelihoods)) {
    const raw = tensor([0, 60, -60, 0, 60, -60].slice(0, 3 * likelihood.heads), [3, likelihood.heads])
    const x = tensor([0, 1, 0], [3, 1])
    const g = grad((l: Tensor) => sum(likelihood.logLikelihood(x, l, options)))(raw)
    for (const value of numbers(g)) expect(Number.isFinite(value), id).toBe(true)
  }
})

/** [all locations | all scales] → location and scale beside each other for each value. */
function interleave(raw: number[][], heads: number, values: number): number[][] {
  return raw.map((row) => range(values).flatMap((i) => range(heads).map((head) => row[head * values + i]!)))
}
