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
        const laid = (x: tf.Tensor) => (ours ? tf.add(x, 0) : tf.transpose(tf.transpose(x)))
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

export const partChecks: Check[] = [parts]
