import { add, matMul, reshape, sub, type Tensor, type Tensor2D, tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { Rng } from '../../src/engine/core/rng'
import {
  freeBits,
  importanceWeightedBound,
  klPerDimension,
  klStandardNormal,
  logNormal,
  logStandardNormal,
  perExample,
  reparameterise,
} from '../../src/engine/losses/elbo'
import { klCapacity, klWeight } from '../../src/engine/losses/kl-schedule'
import { gaussianLogLikelihood } from '../../src/engine/losses/likelihoods'
import { klParts } from '../../src/engine/losses/total-correlation'
import * as closed from '../support/closed-forms'
import { integrate, logSumExp, range, total } from '../support/closed-forms'
import { useCpu } from '../support/tfjs'

beforeAll(useCpu)

const rng = new Rng(2)
const matrix = (rows: number, columns: number, scale = 1) =>
  range(rows).map(() => range(columns).map(() => scale * rng.normal()))
const toTensor = (rows: number[][]) => tensor(rows.flat(), [rows.length, rows[0]!.length])
const numbers = (x: Tensor) => [...x.dataSync()]
const average = (values: number[]) => total(values) / values.length

describe('KL of a Gaussian and the standard normal', () => {
  const [mu, logVariance] = [matrix(3, 4), matrix(3, 4)]

  it('is ∫ q log q/p in each dimension', () => {
    const got = numbers(klPerDimension(toTensor(mu), toTensor(logVariance)))
    mu.flat().forEach((m, i) => {
      const s = Math.exp(logVariance.flat()[i]! / 2)
      const integral = integrate(
        (z) => {
          const log = closed.logNormal(z, m, s)
          return Math.exp(log) * (log - closed.logNormal(z, 0, 1))
        },
        m - 12 * s,
        m + 12 * s,
      )
      expect(got[i]).toBeCloseTo(integral, 4)
    })
    expect(numbers(klStandardNormal(toTensor(mu), toTensor(logVariance)))[1]).toBeCloseTo(
      total(got.slice(4, 8)),
      4,
    )
  })

  it('leaves the first nats of each dimension free', () => {
    const kl = klPerDimension(toTensor(mu), toTensor(logVariance))
    const each = range(4).map((d) => average(range(3).map((row) => numbers(kl)[row * 4 + d]!)))
    expect(numbers(freeBits(kl, 0.5))[0]).toBeCloseTo(total(each.map((nats) => Math.max(0.5, nats))), 4)
  })
})

it('writes the densities of Gaussians', () => {
  const [x, mu, logVariance] = [matrix(2, 3), matrix(2, 3), matrix(2, 3)]
  const got = numbers(logNormal(toTensor(x), toTensor(mu), toTensor(logVariance)))
  x.flat().forEach((value, i) => {
    const want = closed.logNormal(value, mu.flat()[i]!, Math.exp(logVariance.flat()[i]! / 2))
    expect(got[i]).toBeCloseTo(want, 4)
  })
  expect(numbers(logStandardNormal(toTensor(x)))[0]).toBeCloseTo(
    total(x[0]!.map((value) => closed.logNormal(value, 0, 1))),
    4,
  )
})

/**
 * p(z) = N(0, 1), p(x | z) = N(w z, σ² I) with two observed values: log p(x) is known, and so is the posterior.
 * q is deliberately wide and off the mark, so that the ELBO lies well below.
 */
describe('bounds on a linear-Gaussian model', () => {
  const [w, sigma, x] = [[1.5, -0.7], 0.5, [1.2, -0.3]] as const
  const ww = w[0] ** 2 + w[1] ** 2
  const precision = 1 + ww / sigma ** 2
  const posteriorMean = (w[0] * x[0] + w[1] * x[1]) / sigma ** 2 / precision
  // |σ² I + w wᵀ| and its inverse by the matrix determinant and inversion lemmas.
  const determinant = sigma ** 4 * (1 + ww / sigma ** 2)
  const wx = w[0] * x[0] + w[1] * x[1]
  const quadratic = (x[0] ** 2 + x[1] ** 2 - wx ** 2 / (sigma ** 2 + ww)) / sigma ** 2
  const exact = -0.5 * (quadratic + Math.log(determinant) + 2 * Math.log(2 * Math.PI))
  const q = { mean: posteriorMean + 0.3, variance: 2 / precision }
  const gap = 0.5 * (q.variance * precision + 0.09 * precision - 1 - Math.log(q.variance * precision)) // KL(q ‖ posterior)

  const bound = (samples: number, repeats: number) => {
    const rows = samples * repeats
    const spread = (value: number) => tensor(new Float32Array(rows).fill(value), [rows, 1])
    const [mean, logVariance] = [spread(q.mean), spread(Math.log(q.variance))]
    const z = reparameterise(mean, logVariance, tensor(rng.fillNormal(new Float32Array(rows)), [rows, 1]))
    const observed = tensor(
      range(rows).flatMap(() => [...x]),
      [rows, 2],
    )
    const means = matMul(z as Tensor2D, tensor([...w], [1, 2]) as Tensor2D)
    const joint = add(gaussianLogLikelihood(observed, means, sigma), logStandardNormal(z))
    const weights = sub(joint, perExample(logNormal(z, mean, logVariance)))
    return average(numbers(importanceWeightedBound(reshape(weights, [samples, repeats]))))
  }

  it('gives the ELBO with one sample: log p(x) − KL(q ‖ p(z | x))', () => {
    expect(bound(1, 40_000)).toBeCloseTo(exact - gap, 1)
    expect(gap).toBeGreaterThan(0.5)
  })

  it('tightens with the number of samples, and stays below log p(x)', () => {
    const bounds = [bound(1, 40_000), bound(2, 20_000), bound(5, 10_000), bound(20, 5000), bound(100, 1000)]
    for (let i = 1; i < bounds.length; i++) expect(bounds[i]).toBeGreaterThan(bounds[i - 1]!)
    expect(bounds.at(-1)).toBeLessThan(exact + 0.005)
    expect(exact - bounds.at(-1)!).toBeLessThan(0.05)
  })
})

it('takes the KL apart as minibatch-weighted sampling does', () => {
  const [batch, dims, count] = [5, 3, 1000]
  const [z, mu, logVariance] = [matrix(batch, dims), matrix(batch, dims), matrix(batch, dims, 0.5)]
  const log = (i: number, j: number, d: number) =>
    closed.logNormal(z[i]![d]!, mu[j]![d]!, Math.exp(logVariance[j]![d]! / 2))
  const [rows, axes] = [range(batch), range(dims)]
  const offset = Math.log(count * batch)
  const joint = rows.map((i) => logSumExp(rows.map((j) => total(axes.map((d) => log(i, j, d))))) - offset)
  const marginals = rows.map((i) => total(axes.map((d) => logSumExp(rows.map((j) => log(i, j, d))) - offset)))
  const own = rows.map((i) => total(axes.map((d) => log(i, i, d))))
  const prior = rows.map((i) => total(axes.map((d) => closed.logNormal(z[i]![d]!, 0, 1))))

  const parts = klParts(toTensor(z), toTensor(mu), toTensor(logVariance), count)
  const got = Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, numbers(value)[0]!]))
  expect(got.mutualInformation).toBeCloseTo(average(rows.map((i) => own[i]! - joint[i]!)), 3)
  expect(got.totalCorrelation).toBeCloseTo(average(rows.map((i) => joint[i]! - marginals[i]!)), 3)
  expect(got.dimensionwise).toBeCloseTo(average(rows.map((i) => marginals[i]! - prior[i]!)), 3)
  expect(total(Object.values(got))).toBeCloseTo(average(rows.map((i) => own[i]! - prior[i]!)), 3)
})

it('weighs KL by its schedule', () => {
  const settings = { beta: 4, scheduleSteps: 100 }
  const weights = (schedule: 'constant' | 'warmup' | 'cyclical', steps: number[]) =>
    steps.map((step) => klWeight({ ...settings, schedule }, step))
  expect(weights('constant', [0, 50, 1000])).toEqual([4, 4, 4])
  expect(weights('warmup', [0, 25, 100, 1000])).toEqual([0, 1, 4, 4])
  expect(weights('cyclical', [0, 25, 50, 99, 100, 125])).toEqual([0, 2, 4, 4, 0, 2])
  expect([0, 5, 10, 20].map((step) => klCapacity(25, 10, step))).toEqual([0, 12.5, 25, 25])
})
