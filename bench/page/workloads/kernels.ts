import * as tf from '@tensorflow/tfjs-core'
import { noise, type Workload } from './kit'

/** Calls of a kernel for one reading, which takes some milliseconds by itself. */
const CALLS = 4

/**
 * An op on fixed inputs, called several times in a row as a training step calls kernels. The results are added up, so that a lazy
 * backend computes all of each, and the sum is read at one element. The times are a call's.
 */
function kernel(
  name: string,
  flops: number,
  inputs: () => tf.Tensor[],
  op: (...x: tf.Tensor[]) => tf.Tensor,
  calls = CALLS,
): Workload {
  return {
    name,
    flops,
    create() {
      const tensors = inputs()
      return {
        calls,
        step: () =>
          tf.tidy(() => {
            const results = Array.from({ length: calls }, () => op(...tensors))
            const sum = results.reduce((a, b) => tf.add(a, b))
            return tf.slice(tf.reshape(sum, [-1]), [0], [1]) as unknown as tf.Scalar
          }),
        dispose: () => tf.dispose(tensors),
      }
    },
  }
}

const N = 512
const matmul = (name: string, transposeA: boolean, transposeB: boolean) =>
  kernel(
    name,
    2 * N ** 3,
    () => [noise([N, N], 1, 1), noise([N, N], 1, 2)],
    (a, b) => tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D, transposeA, transposeB),
  )

/** dcgan-28's middle layer: [64, 14, 14, 32] → [64, 7, 7, 64], 4×4, stride 2, 'same'. */
const X: [number, number, number, number] = [64, 14, 14, 32]
const DY: [number, number, number, number] = [64, 7, 7, 64]
const FILTER: [number, number, number, number] = [4, 4, 32, 64]
const CONV_FLOPS = 2 * 64 * 7 * 7 * 16 * 32 * 64
const CONV_ATTRS = {
  strides: [2, 2],
  pad: 'same',
  dataFormat: 'NHWC',
  dimRoundingMode: undefined,
} as unknown as tf.NamedAttrMap

const run = (name: string, inputs: tf.NamedTensorMap, attrs: object) =>
  tf.engine().runKernel(name, inputs, { ...CONV_ATTRS, ...attrs } as unknown as tf.NamedAttrMap) as tf.Tensor

const ELEMENTS = 1_600_000

export const kernelWorkloads: Workload[] = [
  matmul('matmul-512', false, false),
  matmul('matmul-512-ta', true, false),
  matmul('matmul-512-tb', false, true),
  kernel(
    'conv-forward',
    CONV_FLOPS,
    () => [noise(X, 1, 1), noise(FILTER, 1, 2)],
    (x, filter) => run('Conv2D', { x, filter }, { dilations: 1 }),
  ),
  kernel(
    'conv-input',
    CONV_FLOPS,
    () => [noise(DY, 1, 1), noise(FILTER, 1, 2)],
    (dy, filter) => run('Conv2DBackpropInput', { dy, filter }, { inputShape: X }),
  ),
  kernel(
    'conv-filter',
    CONV_FLOPS,
    () => [noise(X, 1, 1), noise(DY, 1, 2)],
    (x, dy) => run('Conv2DBackpropFilter', { x, dy }, { filterShape: FILTER }),
  ),
  kernel(
    'add-1.6m',
    ELEMENTS,
    () => [noise([ELEMENTS], 1, 1), noise([ELEMENTS], 1, 2)],
    (a, b) => tf.add(a, b),
    // Adding up would count as much.
    1,
  ),
]

/** A thousand ops on ten elements, the last one read: ms here is µs an op. */
export const tinyOp: Workload = {
  name: 'tiny-op-x1000',
  flops: 10_000,
  create() {
    const a = noise([10], 1, 1)
    const b = noise([10], 1, 2)
    return {
      step() {
        for (let i = 0; i < 999; i++) tf.add(a, b).dispose()
        return tf.add(a, b) as unknown as tf.Scalar
      },
      dispose: () => tf.dispose([a, b]),
    }
  },
}
