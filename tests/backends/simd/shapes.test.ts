import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { beforeAll, describe, it } from 'vitest'
import {
  anyFloat,
  dims,
  expectSame,
  finite,
  type Sample,
  sampleOf,
  seeded,
  tensorOf,
  useSimd,
} from './compare'

beforeAll(useSimd)

const check = <T>(arbitrary: fc.Arbitrary<T>, test: (value: T) => void, numRuns = 60) =>
  fc.assert(fc.property(arbitrary, test), { numRuns })

/** A sample and some of its axes. */
const withAxes = (value = finite, minSize = 0) =>
  dims(4, 5, minSize).chain((shape) =>
    fc.record({
      x: sampleOf(shape, value),
      axes: fc.subarray(shape.map((_, axis) => axis)),
      keep: fc.boolean(),
    }),
  )

describe('reductions over any axes', () => {
  const folds = { sum: tf.sum, mean: tf.mean, prod: tf.prod, max: tf.max, min: tf.min }

  it.each(Object.entries(folds))('%s', (name, fold) => {
    // tfjs defines no largest of nothing.
    const samples = name === 'max' || name === 'min' ? withAxes(finite, 1) : withAxes()
    check(samples, ({ x, axes, keep }) => expectSame(() => fold(tensorOf(x), axes, keep), 1e-5))
  })

  it('sums of a long axis and of many columns', () => {
    check(
      fc.tuple(fc.integer({ min: 1, max: 4000 }), fc.integer({ min: 1, max: 40 }), fc.nat()),
      ([depth, inner, seed]) => {
        const x = seeded([depth, inner], seed)
        expectSame(
          () => [tf.sum(tensorOf(x), 0), tf.sum(tensorOf(x), 1), tf.sum(tensorOf(x)), tf.max(tensorOf(x), 0)],
          1e-4,
        )
      },
      20,
    )
  })

  it('sum of int32, mean and sum of bool, any, all', () => {
    check(withAxes(fc.integer({ min: -3, max: 3 }), 1), ({ x, axes, keep }) =>
      expectSame(() => {
        const flags = tensorOf({ ...x, values: x.values.map((v) => (v > 0 ? 1 : 0)) }, 'bool')
        return [
          tf.sum(tensorOf(x, 'int32'), axes, keep),
          tf.sum(flags, axes, keep),
          tf.mean(flags, axes, keep),
          tf.any(flags, axes, keep),
          tf.all(flags, axes, keep),
        ]
      }),
    )
  })

  it('argMax and argMin along every axis', () => {
    check(
      dims(4, 5, 1)
        .filter(({ length }) => length > 0)
        .chain((shape) => sampleOf(shape, anyFloat)),
      (x) =>
        expectSame(() =>
          x.shape.flatMap((_, axis) => [tf.argMax(tensorOf(x), axis), tf.argMin(tensorOf(x), axis)]),
        ),
    )
  })

  it('softmax, logSoftmax, logSumExp, cumsum', () => {
    check(
      dims(3, 9, 1)
        .filter(({ length }) => length > 0)
        .chain((shape) => sampleOf(shape)),
      (x) =>
        expectSame(() => {
          const t = tensorOf(x)
          return [
            tf.softmax(t),
            tf.logSoftmax(t),
            tf.logSumExp(t, -1),
            tf.cumsum(t, 0, true, true),
            tf.cumsum(t, x.shape.length - 1),
          ]
        }, 1e-5),
    )
  })
})

describe('moving data', () => {
  const withOrder = dims(5, 4).chain((shape) =>
    fc.record({
      x: sampleOf(shape),
      order: fc.shuffledSubarray(
        shape.map((_, axis) => axis),
        { minLength: shape.length },
      ),
    }),
  )

  it('transpose, and of large matrices', () => {
    check(withOrder, ({ x, order }) => expectSame(() => tf.transpose(tensorOf(x), order)), 100)
    check(
      fc.tuple(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: 70 }), fc.nat()),
      ([m, n, seed]) => expectSame(() => tf.transpose(tensorOf(seeded([m, n], seed)))),
    )
  })

  const cuts = dims(4, 6).chain((shape) =>
    fc.record({
      x: sampleOf(shape),
      ranges: fc.tuple(...shape.map((size) => fc.tuple(fc.nat({ max: size }), fc.nat({ max: size })))),
      steps: fc.tuple(...shape.map(() => fc.constantFrom(1, 2, -1))),
      pads: fc.tuple(...shape.map(() => fc.tuple(fc.nat({ max: 2 }), fc.nat({ max: 2 })))),
      reps: fc.tuple(...shape.map(() => fc.nat({ max: 3 }))),
    }),
  )

  it('slice, stridedSlice, pad, tile, reverse', () => {
    check(cuts, ({ x, ranges, steps, pads, reps }) => {
      const begin = ranges.map(([a, b]) => Math.min(a, b))
      const size = ranges.map(([a, b]) => Math.abs(a - b))
      expectSame(() => {
        const t = tensorOf(x)
        const rank = x.shape.length
        const results: tf.Tensor[] = []
        if (rank > 0) {
          results.push(tf.slice(t, begin, size), tf.pad(t, pads as Array<[number, number]>, 0.5))
          const from = ranges.map((r, axis) => (steps[axis]! > 0 ? Math.min(...r) : Math.max(...r)))
          const to = ranges.map((r, axis) => (steps[axis]! > 0 ? Math.max(...r) : Math.min(...r)))
          results.push(
            tf.tile(t, reps),
            tf.reverse(t, rank > 1 ? [0, rank - 1] : 0),
            tf.stridedSlice(t, from, to, steps),
          )
        }
        return results
      })
    })
  })

  it('concat, stack, unstack, split', () => {
    // tfjs's own CPU kernels trip over empty splits.
    const parts = dims(3, 4, 1)
      .filter(({ length }) => length > 0)
      .chain((shape) =>
        fc.record({
          axis: fc.nat({ max: shape.length - 1 }),
          samples: fc.array(sampleOf(shape), { minLength: 1, maxLength: 4 }),
        }),
      )
    check(parts, ({ axis, samples }) =>
      expectSame(() => {
        const tensors = samples.map((s: Sample) => tensorOf(s))
        const joined = tf.concat(tensors, axis)
        return [
          joined,
          tf.stack(tensors, axis),
          ...tf.unstack(tensors[0]!, axis),
          ...tf.split(joined, tensors.length, axis),
        ]
      }),
    )
  })

  it('gather, unsortedSegmentSum, oneHot', () => {
    const picks = dims(3, 5, 1)
      .filter(({ length }) => length > 0)
      .chain((shape) =>
        fc.nat({ max: shape.length - 1 }).chain((axis) =>
          fc.record({
            x: sampleOf(shape),
            axis: fc.constant(axis),
            indices: fc.array(fc.nat({ max: shape[axis]! - 1 }), { maxLength: 6 }),
            segments: fc.array(fc.nat({ max: 3 }), { minLength: shape[0]!, maxLength: shape[0]! }),
          }),
        ),
      )
    check(picks, ({ x, axis, indices, segments }) =>
      expectSame(() => [
        tf.gather(tensorOf(x), tf.tensor1d(indices, 'int32'), axis),
        tf.unsortedSegmentSum(tensorOf(x), tf.tensor1d(segments, 'int32'), 4),
        tf.oneHot(tf.tensor1d(segments, 'int32'), 3, 2, -1),
      ]),
    )
  })
})
