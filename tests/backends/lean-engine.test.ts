import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installLeanEngine } from '../../src/backends/lean-engine'
import { seeded, tensorOf, useSimd } from './simd/compare'

beforeAll(useSimd)
afterAll(() => installLeanEngine())

/** The same on both engines: values, and the tensors that are left. */
function onBoth(compute: () => tf.Tensor[], tolerance = 0) {
  const results = [false, true].map((lean) => {
    installLeanEngine(lean)
    const before = tf.memory()
    const values = tf.tidy(() => compute().map((x) => Array.from(x.dataSync())))
    const after = tf.memory()
    expect([after.numTensors, after.numDataBuffers, after.numBytes]).toEqual([
      before.numTensors,
      before.numDataBuffers,
      before.numBytes,
    ])
    return values
  })
  const [stock, lean] = results.map((tensors) => tensors.flat())
  expect(lean!.length).toBe(stock!.length)
  stock!.forEach((value, i) => {
    expect(Math.abs(lean![i]! - value)).toBeLessThanOrEqual(tolerance * (1 + Math.abs(value)))
  })
}

const x = () => tensorOf(seeded([3, 4], 1))
const w = () => tensorOf(seeded([4, 2], 2)) as tf.Tensor2D

describe('the lean engine', () => {
  it('gives the stock engine’s gradients, to the bit', () => {
    const f = (a: tf.Tensor, b: tf.Tensor) =>
      tf.mean(tf.softplus(tf.tanh(tf.matMul(tf.elu(a) as tf.Tensor2D, b as tf.Tensor2D))))
    onBoth(() => tf.grads(f)([x(), w()]))
  })

  it('gives its second derivatives, through saved inputs and saved outputs', () => {
    const f = (a: tf.Tensor) => tf.sum(tf.sigmoid(tf.mul(tf.exp(a), tf.tanh(a))))
    // Contributions to one tensor are added in another order.
    onBoth(() => [tf.grad((a) => tf.sum(tf.square(tf.grad(f)(a))))(x())], 1e-6)
  })

  it('gives gradients of variables, of several outputs and of unused ones', () => {
    onBoth(() => {
      const v = tf.variable(w())
      const { value, grads } = tf.variableGrads(() => {
        const [left, right] = tf.split(tf.matMul(x() as tf.Tensor2D, v as unknown as tf.Tensor2D), 2, 1)
        return tf.sum(tf.mul(left!, tf.square(right!))) as tf.Scalar
      }, [v])
      const copies = [value, ...Object.values(grads)]
      v.dispose()
      return copies
    })
  })

  it('leaves profiling to tfjs', async () => {
    installLeanEngine()
    const { kernels } = await tf.profile(() => tf.tidy(() => tf.square(x())))
    expect(kernels.map(({ name }) => name)).toContain('Square')
  })

  it('says which kernel is missing, and goes on', () => {
    installLeanEngine()
    expect(() => tf.engine().runKernel('NoSuchKernel', { x: x() })).toThrow(/NoSuchKernel/)
    expect(tf.tidy(() => tf.square(tf.scalar(3)).dataSync()[0])).toBe(9)
  })
})
