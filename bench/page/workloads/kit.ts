import * as tf from '@tensorflow/tfjs-core'

/** One training run on the current backend: `step` does everything a step does and returns a loss to read. */
export interface Run {
  step(): tf.Scalar
  dispose(): void
}

export interface Workload {
  name: string
  /** Multiply-adds × 2 of the matrix products and convolutions of one step, forward and backward. */
  flops: number
  create(): Run
}

/** Values from a fixed linear congruential sequence, so that every backend gets the same numbers. */
export function noise(shape: number[], scale = 1, seed = 1): tf.Tensor {
  let state = seed >>> 0
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  const size = shape.reduce((product, n) => product * n, 1)
  // The sum of four uniform numbers is normal enough for a benchmark.
  const values = Float32Array.from(
    { length: size },
    () => (next() + next() + next() + next() - 2) * 1.73 * scale,
  )
  return tf.tensor(values, shape)
}

let names = 0

export function weight(shape: number[]): tf.Variable {
  const fanIn = shape.slice(0, -1).reduce((product, n) => product * n, 1)
  return tf.variable(noise(shape, Math.sqrt(2 / fanIn), 7 + names), true, `w${names++}`)
}

export function bias(n: number): tf.Variable {
  return tf.variable(tf.zeros([n]), true, `b${names++}`)
}

export interface Dense {
  w: tf.Variable
  b: tf.Variable
}

export const dense = (inputs: number, outputs: number): Dense => ({
  w: weight([inputs, outputs]),
  b: bias(outputs),
})

type Activation = 'linear' | 'relu' | 'leakyrelu'

/** x · w + b through the fused kernel, whose gradients are computed where they are needed only. */
export const applyDense = (x: tf.Tensor, { w, b }: Dense, activation: Activation = 'linear'): tf.Tensor2D =>
  tf
    .engine()
    .runKernel(
      '_FusedMatMul',
      { a: x, b: w, bias: b },
      { transposeA: false, transposeB: false, activation },
    ) as tf.Tensor2D

/** Batch mean of softplus(sign · logits): the two halves of the non-saturating loss. */
export const softplusMean = (logits: tf.Tensor, sign: number): tf.Scalar =>
  tf.mean(tf.softplus(tf.mul(logits, sign))) as tf.Scalar

export { Adam } from '../adam'
