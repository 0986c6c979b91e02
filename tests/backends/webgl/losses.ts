import * as tf from '@tensorflow/tfjs-core'
import * as fc from 'fast-check'
import { BernoulliLogLikelihood, SoftplusMean } from '../../../src/backends/loss-kernels'
import { type Check, kernel, runs, sameAsCpu } from './compare'

const onWebgl = () => tf.getBackend() === 'webgl'

const shapes = fc.oneof(
  fc.tuple(fc.integer({ min: 1, max: 300 }), fc.constant(1)),
  fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 90 })),
  fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 5, max: 9 }), fc.constant(8), fc.constant(1)),
)

/** Losses and their gradients against the same from tfjs's operations on its cpu backend. */
const losses: Check = () =>
  fc.assert(
    fc.asyncProperty(shapes, fc.constantFrom(1, -1), fc.constantFrom(1, 30), async (shape, sign, scale) => {
      const softplusMean = (x: tf.Tensor): tf.Scalar =>
        (onWebgl()
          ? kernel(SoftplusMean, { x }, { sign })
          : tf.mean(tf.softplus(tf.mul(x, sign)))) as tf.Scalar
      const bernoulli = (x: tf.Tensor, logits: tf.Tensor): tf.Tensor => {
        if (onWebgl()) return kernel(BernoulliLogLikelihood, { x, logits }, {})
        const terms = tf.sub(tf.mul(x, logits), tf.softplus(logits))
        return tf.sum(
          terms,
          terms.shape.map((_, axis) => axis).filter((axis) => axis > 0),
        )
      }
      await sameAsCpu('losses', {
        shapes: [shape, shape],
        map: (x) => scale * x,
        compute: (x, logits) => [
          softplusMean(logits!),
          tf.grad((l: tf.Tensor) => tf.mul(3, softplusMean(l)))(logits!),
          bernoulli(x!, logits!),
          tf.grad((l: tf.Tensor) => tf.mean(tf.square(bernoulli(x!, l))))(logits!),
        ],
      })
    }),
    runs(30),
  )

const badLogits: Check = async () => {
  await tf.setBackend('webgl')
  const logits = tf.tensor([[1, Number.NaN, 2, 3, 4]])
  for (const [name, inputs] of [
    [SoftplusMean, { x: logits }],
    [BernoulliLogLikelihood, { x: tf.ones([1, 5]), logits }],
  ] as [string, Record<string, tf.Tensor>][])
    if (!Number.isNaN((await kernel(name, inputs, { sign: 1 }).data())[0]))
      throw new Error(`${name} hides a NaN.`)
}

export const lossChecks: Check[] = [losses, badLogits]
