import * as tf from '@tensorflow/tfjs-core'
import { BernoulliLogLikelihood, SoftplusMean } from '../../../src/backends/loss-kernels'

/** One training run on the current backend: `step` does everything a step does and returns a loss to read. */
export interface Run {
  step(): tf.Scalar
  /** Calls of what is measured in one step; 1 unless told. */
  calls?: number
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

export type Activation = 'linear' | 'relu' | 'leakyrelu'

/**
 * Stock backends run what users of tfjs write: `fused.matMul` and `fused.conv2d`, as tf.layers does. Ours run the fused
 * kernels themselves, as the engine's layers do, whose gradients are computed where they are needed only.
 */
const style = { kernels: 'fast' as 'stock' | 'fast' }

export function useKernels(kernels: 'stock' | 'fast'): void {
  style.kernels = kernels
}

const LEAK = 0.2

function activate<T extends tf.Tensor>(x: T, activation: Activation): T {
  if (activation === 'relu') return tf.relu(x)
  return activation === 'leakyrelu' ? tf.leakyRelu(x, LEAK) : x
}

const runKernel = (name: string, inputs: tf.NamedTensorMap, attrs: object) =>
  tf.engine().runKernel(name, inputs, attrs as tf.NamedAttrMap) as tf.Tensor

/** act(x · w + b) */
export function applyDense(x: tf.Tensor, { w, b }: Dense, activation: Activation = 'linear'): tf.Tensor2D {
  if (style.kernels === 'stock') {
    const [a, kernel] = [x as tf.Tensor2D, w as unknown as tf.Tensor2D]
    return activate(tf.fused.matMul({ a, b: kernel, bias: b }) as tf.Tensor2D, activation)
  }
  const attrs = { transposeA: false, transposeB: false, activation, leakyreluAlpha: LEAK }
  return runKernel('_FusedMatMul', { a: x, b: w, bias: b }, attrs) as tf.Tensor2D
}

/** act(conv(x, filter) + bias) with stride 2, 'same' */
export function applyDownConv(
  x: tf.Tensor4D,
  filter: tf.Variable,
  bias: tf.Variable,
  activation: Activation,
): tf.Tensor4D {
  const geometry = { strides: [2, 2] as [number, number], pad: 'same' as const }
  if (style.kernels === 'stock') {
    const kernel = filter as unknown as tf.Tensor4D
    return activate(tf.fused.conv2d({ x, filter: kernel, bias, ...geometry }) as tf.Tensor4D, activation)
  }
  const attrs = { ...geometry, dataFormat: 'NHWC', dilations: [1, 1], activation, leakyreluAlpha: LEAK }
  return runKernel('FusedConv2D', { x, filter, bias }, attrs) as tf.Tensor4D
}

/**
 * D of real and of generated examples, `[n, 1]` each. The fast column passes both as one batch, as the engine does where
 * D treats each example alone; the stock one asks twice, as users of tfjs do.
 */
export function discriminateBoth<T extends tf.Tensor>(
  discriminate: (x: T) => tf.Tensor,
  real: T,
  fake: T,
): [tf.Tensor, tf.Tensor] {
  if (style.kernels === 'stock') return [discriminate(real), discriminate(fake)]
  return tf.split(discriminate(tf.concat([real, fake] as tf.Tensor[], 0) as T), 2) as [tf.Tensor, tf.Tensor]
}

/** A kernel of ours, where the backend has it and this is not the stock column. */
function ours(name: string, inputs: tf.NamedTensorMap, attrs: object = {}): tf.Tensor | undefined {
  const found = style.kernels === 'fast' && tf.getKernel(name, tf.getBackend())
  return found ? runKernel(name, inputs, attrs) : undefined
}

/** Batch mean of softplus(sign · logits): the two halves of the non-saturating loss. */
export const softplusMean = (logits: tf.Tensor, sign: number): tf.Scalar =>
  (ours(SoftplusMean, { x: logits }, { sign }) ??
    tf.mean(tf.softplus(sign === 1 ? logits : tf.neg(logits)))) as tf.Scalar

/** log p(x | logits) of each example: Σ x · logits − softplus(logits) */
export const bernoulli = (x: tf.Tensor2D, logits: tf.Tensor2D): tf.Tensor1D =>
  (ours(BernoulliLogLikelihood, { x, logits }) ??
    tf.sum(tf.sub(tf.mul(x, logits), tf.softplus(logits)), 1)) as tf.Tensor1D

export { Adam } from '../adam'
