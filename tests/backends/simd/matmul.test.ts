import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import { expectSame, seeded, tensorOf, useSimd } from './compare'

beforeAll(useSimd)

const size = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 21 }) },
  fc.integer({ min: 22, max: 150 }),
)
const product = fc.record({ m: size, k: size, n: size, ta: fc.boolean(), tb: fc.boolean(), seed: fc.nat() })

it('matMul, every transpose combination', () => {
  fc.assert(
    fc.property(product, ({ m, k, n, ta, tb, seed }) => {
      const a = seeded(ta ? [k, m] : [m, k], seed)
      const b = seeded(tb ? [n, k] : [k, n], seed + 1)
      expectSame(() => tf.matMul(tensorOf(a) as tf.Tensor2D, tensorOf(b) as tf.Tensor2D, ta, tb), 2e-5)
    }),
    { numRuns: 80 },
  )
})

it('matMul in batches, one side broadcast', () => {
  const batch = fc.tuple(
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 1, max: 3 }),
    fc.constantFrom('a', 'b', 'both'),
  )
  fc.assert(
    fc.property(product, batch, ({ m, k, n, ta, tb, seed }, [outer, inner, side]) => {
      const [rows, depth, columns] = [m % 9, k % 9, n % 9]
      const lead = (mine: string) => (side === 'both' || side === mine ? [outer, inner] : [1, inner])
      const a = seeded([...lead('a'), ...(ta ? [depth, rows] : [rows, depth])], seed)
      const b = seeded([...lead('b'), ...(tb ? [columns, depth] : [depth, columns])], seed + 1)
      expectSame(() => tf.matMul(tensorOf(a), tensorOf(b), ta, tb), 1e-5)
    }),
    { numRuns: 40 },
  )
})

it('fused bias and activation', () => {
  const activation = fc.constantFrom('linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu', 'prelu')
  fc.assert(
    fc.property(product, activation, ({ m, k, n, ta, tb, seed }, name) => {
      fc.pre(n > 0)
      const a = seeded(ta ? [k, m] : [m, k], seed)
      const b = seeded(tb ? [n, k] : [k, n], seed + 1)
      expectSame(
        () =>
          tf.fused.matMul({
            a: tensorOf(a) as tf.Tensor2D,
            b: tensorOf(b) as tf.Tensor2D,
            transposeA: ta,
            transposeB: tb,
            bias: tensorOf(seeded([n], seed + 2)),
            activation: name as 'relu',
            preluActivationWeights: name === 'prelu' ? tensorOf(seeded([n], seed + 3)) : undefined,
          }),
        2e-5,
      )
    }),
    { numRuns: 50 },
  )
})

it('NaN and infinity reach exactly the rows and columns they belong to', () => {
  tf.setBackend('simd')
  const a = tf.tensor2d([1, Number.NaN, 3, 4, 5, 6], [3, 2])
  const b = tf.tensor2d([1, 2, 3, 4, Number.POSITIVE_INFINITY, 6], [2, 3])
  const values = Array.from(tf.matMul(a, b).dataSync())
  expect(values.slice(0, 3).every(Number.isNaN)).toBe(true)
  expect(values.slice(3)).toEqual([19, Number.POSITIVE_INFINITY, 33, 29, Number.POSITIVE_INFINITY, 51])
})
