import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import { ReluBiasGrad } from '../../../src/backends/gradient-kernels'
import { BernoulliLogLikelihood, SoftplusMean } from '../../../src/backends/loss-kernels'
import { expectClose, seeded, tensorOf, useSimd } from './compare'

beforeAll(useSimd)

const run = (name: string, inputs: tf.NamedTensorMap, attrs: object = {}) =>
  tf.engine().runKernel(name, inputs, attrs as tf.NamedAttrMap)

const read = (x: tf.Tensor) => ({ shape: x.shape, values: Array.from(x.dataSync()) })

/** The kernel on this backend against the same from elementary ops on tfjs's CPU backend. */
function compare(ours: () => tf.Tensor, elementary: () => tf.Tensor, tolerance = 1e-5) {
  tf.setBackend('cpu')
  const expected = tf.tidy(() => read(elementary()))
  tf.setBackend('simd')
  const got = tf.tidy(() => read(ours()))
  expectClose(got, expected, tolerance)
}

const sizes = fc.record({
  rows: fc.integer({ min: 1, max: 40 }),
  columns: fc.integer({ min: 1, max: 70 }),
  seed: fc.nat(),
})

it('the mean of softplus and its gradient', () => {
  fc.assert(
    fc.property(sizes, fc.constantFrom(1, -1), fc.constantFrom(1, 30), ({ rows, seed }, sign, scale) => {
      const x = () => tf.mul(tensorOf(seeded([rows, 1], seed)), scale)
      const ours = (logits: tf.Tensor) => run(SoftplusMean, { x: logits }, { sign }) as tf.Scalar
      const elementary = (logits: tf.Tensor) => tf.mean(tf.softplus(tf.mul(logits, sign))) as tf.Scalar
      compare(
        () => ours(x()),
        () => elementary(x()),
      )
      compare(
        () => tf.grad(ours)(x(), tf.scalar(0.7)),
        () => tf.grad(elementary)(x(), tf.scalar(0.7)),
      )
    }),
    { numRuns: 30 },
  )
})

it('log Bernoulli and its gradients', () => {
  fc.assert(
    fc.property(sizes, ({ rows, columns, seed }) => {
      const x = () => tf.sigmoid(tensorOf(seeded([rows, columns], seed)))
      const logits = () => tf.mul(tensorOf(seeded([rows, columns], seed + 1)), 8)
      const dy = () => tensorOf(seeded([rows], seed + 2))
      const ours = (a: tf.Tensor, b: tf.Tensor) =>
        run(BernoulliLogLikelihood, { x: a, logits: b }) as tf.Tensor
      const elementary = (a: tf.Tensor, b: tf.Tensor) => tf.sum(tf.sub(tf.mul(a, b), tf.softplus(b)), 1)
      compare(
        () => ours(x(), logits()),
        () => elementary(x(), logits()),
        2e-5,
      )
      for (const of of [0, 1]) {
        compare(
          () => tf.grads(ours)([x(), logits()], dy())[of]!,
          () => tf.grads(elementary)([x(), logits()], dy())[of]!,
        )
      }
    }),
    { numRuns: 30 },
  )
})

it('extreme logits stay finite and exact', () => {
  tf.setBackend('simd')
  const values = [-200, -90, -30, -1e-8, 0, 1e-8, 30, 90, 200]
  const got = tf.tidy(() => Array.from(tf.softplus(tf.tensor1d(values)).dataSync()))
  values.forEach((x, i) => {
    const expected = x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x))
    expect(Math.abs(got[i]! - expected)).toBeLessThanOrEqual(4e-7 * Math.abs(expected) + 1e-37)
  })
})

it('the slope of relu with the bias gradient', () => {
  fc.assert(
    fc.property(sizes, fc.constantFrom(0, 0.2), ({ rows, columns, seed }, alpha) => {
      const dy = () => tensorOf(seeded([rows, 2, columns], seed))
      const y = () => tensorOf(seeded([rows, 2, columns], seed + 1))
      const both = () => run(ReluBiasGrad, { dy: dy(), y: y() }, { alpha }) as tf.Tensor[]
      const slope = () => tf.mul(dy(), tf.step(y(), alpha))
      compare(() => both()[0]!, slope)
      compare(
        () => both()[1]!,
        () => tf.sum(slope(), [0, 1]),
      )
    }),
    { numRuns: 30 },
  )
})
