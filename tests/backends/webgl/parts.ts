import * as tf from '@tensorflow/tfjs-core'
import * as fc from 'fast-check'
import { type Check, runs, sameAsCpu } from './compare'

/** Tensors joined along an axis and cut again, as our kernels lay them and as tfjs's do; gradients through both. */
const parts: Check = () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
      fc.nat(3),
      fc.array(fc.integer({ min: 1, max: 17 }), { minLength: 2, maxLength: 6 }),
      fc.boolean(),
      async (base, at, lengths, ours) => {
        const axis = at % base.length
        const shapes = lengths.map((length) => base.map((d, i) => (i === axis ? length : d)))
        const laid = (x: tf.Tensor) => (ours ? tf.add(x, 0) : tf.reverse(tf.reverse(x)))
        await sameAsCpu('joined and cut', {
          shapes,
          compute: (...xs) => {
            const joined = tf.concat(xs.map(laid), axis)
            const cut = tf.split(tf.mul(joined, 2), lengths, axis)
            const gradients = tf.grads((...all: tf.Tensor[]) =>
              tf.sum(tf.square(tf.split(tf.concat(all, axis), lengths, axis)[1]!)),
            )(xs.map(laid))
            return [joined, ...cut, ...gradients]
          },
        })
      },
    ),
    runs(40),
  )

const dims = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 })

/** The axes in any order, in tensors of either layout. */
const transposes: Check = () =>
  fc.assert(
    fc.asyncProperty(
      dims.chain((shape) =>
        fc.tuple(
          fc.constant(shape.map((d) => (d > 6 ? 4 * d : d))),
          fc.shuffledSubarray(
            shape.map((_, i) => i),
            { minLength: shape.length },
          ),
          fc.boolean(),
        ),
      ),
      async ([shape, perm, ours]) =>
        sameAsCpu(`transposed ${perm} ${ours}`, {
          shapes: [shape],
          compute: (x) => {
            const y = ours ? tf.add(x!, 0) : x!
            return [tf.transpose(y, perm), tf.transpose(tf.cast(tf.mul(y, 9), 'int32'), perm)]
          },
        }),
    ),
    runs(20),
  )

/** Rows of a table, the codes of classes, and where rows have their least and greatest value, equals among them. */
const tables: Check = () =>
  fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 70 }),
      dims,
      fc.integer({ min: 2, max: 40 }),
      fc.nat(),
      async (count, rest, rows, seed) => {
        const order = Array.from({ length: count }, (_, i) => (seed + 31 * i * i) % rows)
        await sameAsCpu(`table ${count} ${rows}`, {
          shapes: [[rows, ...rest]],
          map: (x) => Math.round(3 * x),
          compute: (x) => {
            const table = tf.add(x!, 0)
            const taken = tf.gather(table, tf.tensor1d(order, 'int32'))
            const codes = tf.oneHot(tf.tensor1d(order, 'int32'), rows, 2, -1, 'float32')
            const grid = tf.gather(table, tf.tensor2d(order, [1, count], 'int32'))
            return [taken, codes, grid, tf.oneHot(tf.tensor1d(order, 'int32'), rows)]
          },
        })
        await sameAsCpu(`rows of ${rest}`, {
          shapes: [[rows, ...rest]],
          map: (x) => Math.round(3 * x),
          compute: (x) => {
            const y = tf.add(x!, 0)
            return [tf.argMin(y, -1), tf.argMax(y, -1), tf.argMax(y, 0)]
          },
        })
      },
    ),
    runs(15),
  )

export const partChecks: Check[] = [parts, transposes, tables]
