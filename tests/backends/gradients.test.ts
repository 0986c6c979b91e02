import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { useCpu } from '../support/tfjs'
import { seeded, tensorOf, useSimd } from './simd/compare'

/** Both backends: the repaired gradients belong to tfjs, not to a backend. */
beforeAll(async () => {
  await useCpu()
  await useSimd()
})

type Op = (x: tf.Tensor) => tf.Tensor

const filter = () => tensorOf(seeded([2, 2, 2, 3], 11)) as tf.Tensor4D
const images = [2, 4, 4, 2]
const asImages = (x: tf.Tensor) => x as tf.Tensor4D

const run = (kernel: string, inputs: tf.NamedTensorMap, attrs: object) =>
  tf.engine().runKernel(kernel, inputs, attrs as tf.NamedAttrMap) as tf.Tensor

/** Every input depends on x, so that all three gradients count. */
const fusedDense = (x: tf.Tensor, activation: string) => {
  const b = tf.mul(tensorOf(seeded([4, 2], 5)), tf.add(tf.sum(x), 1))
  const bias = tf.sum(tf.slice(x, [0, 0], [2, 2]), 0)
  return run(
    '_FusedMatMul',
    { a: x, b, bias },
    { transposeA: false, transposeB: false, activation, leakyreluAlpha: 0.2 },
  )
}

const fusedConv = (x: tf.Tensor, activation: string) => {
  const bias = tf.slice(tf.reshape(x, [-1]), [0], [3])
  const scaled = tf.mul(filter(), tf.add(tf.mean(x), 1))
  const attrs = {
    strides: [2, 2],
    pad: 'same',
    dataFormat: 'NHWC',
    dilations: [1, 1],
    activation,
    leakyreluAlpha: 0.2,
  }
  return run('FusedConv2D', { x, filter: scaled, bias }, attrs)
}

/** Each op with the shape of its input. */
const OPS: Record<string, [number[], Op]> = {
  exp: [[3, 4], tf.exp],
  tanh: [[3, 4], tf.tanh],
  sigmoid: [[3, 4], tf.sigmoid],
  softplus: [[3, 4], tf.softplus],
  elu: [[3, 4], tf.elu],
  relu: [[3, 4], (x) => tf.square(tf.relu(x))],
  relu6: [[3, 4], (x) => tf.square(tf.relu6(tf.mul(x, 8.5)))],
  leakyRelu: [[3, 4], (x) => tf.square(tf.leakyRelu(x, 0.2))],
  prelu: [[3, 4], (x) => tf.square(tf.prelu(x, tf.tensor1d([0.1, 0.2, 0.3, 0.4])))],
  swish: [[3, 4], (x) => tf.mul(x, tf.sigmoid(x))],
  softmax: [[3, 4], (x) => tf.softmax(x)],
  // tf.logSoftmax is a customGrad inside tfjs, out of reach: this is what to write at second order.
  'x − logSumExp': [[3, 4], (x) => tf.sub(x, tf.logSumExp(x, -1, true))],
  clipByValue: [[3, 4], (x) => tf.square(tf.clipByValue(x, -0.525, 0.725))],
  maximum: [[3, 4], (x) => tf.square(tf.maximum(x, tf.mul(x, 0.3)))],
  minimum: [[3, 4], (x) => tf.square(tf.minimum(x, 0.225))],
  mean: [[3, 4], (x) => tf.square(tf.mean(x, 1))],
  'mean of all': [[3, 4], (x) => tf.exp(tf.mean(tf.square(x)))],
  max: [[3, 4], (x) => tf.square(tf.max(x, 1))],
  min: [[3, 4], (x) => tf.square(tf.min(x, 0))],
  pow: [[3, 4], (x) => tf.pow(tf.add(x, 2), 2.5)],
  'pow, exponent': [[3, 4], (x) => tf.pow(tf.scalar(1.7), x)],
  sqrt: [[3, 4], (x) => tf.sqrt(tf.add(x, 2))],
  norm: [[3, 4], (x) => tf.norm(x, 2, 1)],
  'batch norm': [
    [6, 3],
    (x) => {
      const { mean, variance } = tf.moments(x, 0)
      return tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-3)))
    },
  ],
  'fused matMul': [
    [3, 4],
    (x) =>
      tf.square(
        tf.fused.matMul({
          a: x as tf.Tensor2D,
          b: tensorOf(seeded([4, 2], 5)) as tf.Tensor2D,
          activation: 'sigmoid',
        }),
      ),
  ],
  'the fused matMul kernel': [[3, 4], (x) => fusedDense(x, 'linear')],
  'the same with relu': [[3, 4], (x) => tf.square(fusedDense(x, 'relu'))],
  'the same with leaky relu': [[3, 4], (x) => tf.square(fusedDense(x, 'leakyrelu'))],
  'the fused conv2d kernel': [images, (x) => tf.tanh(fusedConv(x, 'linear'))],
  'conv with leaky relu': [images, (x) => tf.square(fusedConv(x, 'leakyrelu'))],
  conv2d: [images, (x) => tf.square(tf.conv2d(asImages(x), filter(), 1, 'same'))],
  'strided conv2d, tanh': [images, (x) => tf.tanh(tf.conv2d(asImages(x), filter(), 2, 'same'))],
  conv2dTranspose: [
    [2, 2, 2, 3],
    (x) => tf.tanh(tf.conv2dTranspose(asImages(x), filter(), [2, 4, 4, 2], 2, 'same')),
  ],
  depthwise: [
    images,
    (x) =>
      tf.tanh(tf.depthwiseConv2d(asImages(x), tensorOf(seeded([2, 2, 2, 1], 12)) as tf.Tensor4D, 1, 'same')),
  ],
  maxPool: [images, (x) => tf.square(tf.maxPool(asImages(x), 2, 2, 'same'))],
  avgPool: [images, (x) => tf.tanh(tf.avgPool(asImages(x), 2, 2, 'valid'))],
  resizeBilinear: [[1, 3, 3, 2], (x) => tf.tanh(tf.image.resizeBilinear(asImages(x), [5, 5]))],
  resizeNearest: [[1, 3, 3, 2], (x) => tf.tanh(tf.image.resizeNearestNeighbor(asImages(x), [6, 6]))],
}

/** Evenly spaced in (−1, 1) and shuffled: no kink and no tie within reach of a step. */
function awayFromKinks(shape: number[]): tf.Tensor {
  const size = shape.reduce((product, n) => product * n, 1)
  return tensorOf({
    shape,
    values: Array.from({ length: size }, (_, i) => (2 * ((i * 37) % size) + 1) / size - 1),
  })
}

const DIRECTIONS = 3
const STEP = 1 / 256

/** Derivative of f at x along v, against (f(x + hv) − f(x − hv)) / 2h. */
function expectDerivative(f: (x: tf.Tensor) => tf.Tensor, shape: number[], tolerance: number): void {
  const x = awayFromKinks(shape)
  const gradient = tf.grad((t) => tf.sum(f(t)) as tf.Scalar)(x)
  for (let i = 0; i < DIRECTIONS; i++) {
    const v = tensorOf(seeded(shape, 20 + i))
    const along = tf.sum(tf.mul(gradient, v)).dataSync()[0]!
    const at = (h: number) => tf.sum(f(tf.add(x, tf.mul(v, h)))).dataSync()[0]!
    const difference = (at(STEP) - at(-STEP)) / (2 * STEP)
    expect(Math.abs(along - difference)).toBeLessThanOrEqual(tolerance * (1 + Math.abs(difference)))
  }
}

/** A weighted sum, so that the first gradient is no constant of the op (softmax sums to one). */
const weighted =
  (op: Op): Op =>
  (x) => {
    const y = op(x)
    return tf.mul(y, tensorOf(seeded(y.shape, 40)))
  }

describe.each(['cpu', 'simd'])('on %s', (backend) => {
  const on = (test: () => void) => () => {
    tf.setBackend(backend)
    tf.tidy(test)
  }

  for (const [name, [shape, op]] of Object.entries(OPS)) {
    it(
      `${name}: first derivative`,
      on(() => expectDerivative(weighted(op), shape, 5e-3)),
    )

    it(
      `${name}: derivative of the gradient's norm, as in gradient penalties`,
      on(() => {
        const penalty: Op = (x) => tf.square(tf.grad((t) => tf.sum(weighted(op)(t)) as tf.Scalar)(x))
        expectDerivative(penalty, shape, 1e-2)
      }),
    )
  }

  it(
    'a gradient penalty reaches the filters of a critic',
    on(() => {
      const x = tensorOf(seeded(images, 3)) as tf.Tensor4D
      const critic =
        (w: tf.Tensor4D): Op =>
        (t) => {
          const h = tf.leakyRelu(tf.conv2d(asImages(t), w, 2, 'same'), 0.2)
          return tf.sum(tf.tanh(h))
        }
      const penalty: Op = (w) => tf.square(tf.grad((t) => critic(w as tf.Tensor4D)(t) as tf.Scalar)(x))
      expectDerivative(penalty, [2, 2, 2, 3], 1e-2)
    }),
  )
})
