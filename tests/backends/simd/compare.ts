import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { expect } from 'vitest'
import { useSimd } from '../../support/simd'

export { useSimd }

export interface Sample {
  shape: number[]
  values: number[]
}

/** Inputs are made anew on each backend; results come back as plain numbers with their shapes. */
function evaluate(backend: string, compute: () => tf.Tensor | tf.Tensor[]): Sample[] {
  tf.setBackend(backend)
  return tf.tidy(() =>
    [compute()].flat().map((result) => ({ shape: result.shape, values: Array.from(result.dataSync()) })),
  )
}

/** |a − b| ≤ tolerance · (1 + |b|), NaN equals NaN, infinities equal themselves. */
export function expectClose(actual: Sample, expected: Sample, tolerance: number): void {
  expect(actual.shape).toEqual(expected.shape)
  expect(actual.values.length).toBe(expected.values.length)
  for (let i = 0; i < expected.values.length; i++) {
    const [a, b] = [actual.values[i]!, expected.values[i]!]
    if (Object.is(a, b) || a === b) continue
    if (!(Math.abs(a - b) <= tolerance * (1 + Math.abs(b)))) expect(actual.values).toEqual(expected.values)
  }
}

/** The op on this backend against the same op on tfjs's CPU backend. */
export function expectSame(compute: () => tf.Tensor | tf.Tensor[], tolerance = 2e-6): void {
  const expected = evaluate('cpu', compute)
  const actual = evaluate('simd', compute)
  expect(actual.length).toBe(expected.length)
  for (const [i, sample] of actual.entries()) expectClose(sample, expected[i]!, tolerance)
}

const ordinary = fc.double({ min: -8, max: 8, noNaN: true }).map(Math.fround)
const special = fc.constantFrom(
  0,
  -0,
  1,
  -1,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  1e30,
  -1e-30,
)

export const finite = ordinary
export const anyFloat = fc.oneof({ weight: 5, arbitrary: ordinary }, { weight: 1, arbitrary: special })

export const dims = (max: number, maxSize = 5, minSize = 0) =>
  fc.array(fc.integer({ min: minSize, max: maxSize }), { maxLength: max })

const sizeOf = (shape: number[]) => shape.reduce((product, n) => product * n, 1)

export const sampleOf = (shape: number[], value: fc.Arbitrary<number> = finite): fc.Arbitrary<Sample> =>
  fc
    .array(value, { minLength: sizeOf(shape), maxLength: sizeOf(shape), size: 'max' })
    .map((values) => ({ shape, values }))

/** A tensor from a seed: for shapes too large to draw every value. */
export function seeded(shape: number[], seed: number): Sample {
  let state = seed >>> 0
  const values = Array.from({ length: sizeOf(shape) }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 31 - 1
  })
  return { shape, values }
}

export const tensorOf = ({ shape, values }: Sample, dtype: tf.DataType = 'float32') =>
  tf.tensor(values, shape, dtype)

/** A shape and one that broadcasts with it: axes dropped at the left, axes of size 1. */
export const broadcastPair = dims(4, 4).chain((shape) =>
  fc
    .record({
      drop: fc.integer({ min: 0, max: shape.length }),
      flatten: fc.array(fc.boolean(), { minLength: shape.length, maxLength: shape.length }),
      swap: fc.boolean(),
    })
    .map(({ drop, flatten, swap }) => {
      const other = shape.map((size, axis) => (flatten[axis] ? 1 : size)).slice(drop)
      return swap ? ([other, shape] as const) : ([shape, other] as const)
    }),
)
