import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { AdamUpdate, MomentumUpdate, RMSPropUpdate, SGDUpdate } from '../../../src/backends/optimizer-kernels'
import { expectClose, seeded, tensorOf, useSimd } from './compare'

beforeAll(useSimd)

const SHAPE = [7, 5]
const STEPS = 4
const gradientAt = (step: number) => tensorOf(seeded(SHAPE, 100 + step))
const start = () => tensorOf(seeded(SHAPE, 1))

const read = (x: tf.Tensor) => ({ shape: x.shape, values: Array.from(x.dataSync()) })

/** tfjs's optimizer on its CPU backend: the parameter after some steps. */
function reference(make: () => tf.Optimizer) {
  tf.setBackend('cpu')
  return tf.tidy(() => {
    const w = tf.variable(start())
    const optimizer = make()
    for (let step = 0; step < STEPS; step++) optimizer.applyGradients({ [w.name]: gradientAt(step) })
    return read(w)
  })
}

/** The same through the fused kernel; `slots` are its further inputs, zero at first. */
function fused(kernel: string, slots: string[], attrsAt: (t: number) => tf.NamedAttrMap) {
  tf.setBackend('simd')
  return tf.tidy(() => {
    let param = start()
    let state = slots.map(() => tf.zeros(SHAPE))
    for (let step = 0; step < STEPS; step++) {
      const inputs = {
        param,
        gradient: gradientAt(step),
        ...Object.fromEntries(slots.map((name, i) => [name, state[i]!])),
      }
      const [next, ...rest] = tf.engine().runKernel(kernel, inputs, attrsAt(step + 1)) as tf.Tensor[]
      param = next!
      state = rest as typeof state
    }
    return read(param)
  })
}

describe('fused updates follow tfjs’s own optimizers', () => {
  it('Adam', () => {
    const attrs = (t: number) => ({
      learningRate: 0.01,
      beta1: 0.8,
      beta2: 0.99,
      epsilon: 1e-7,
      accBeta1: 0.8 ** t,
      accBeta2: 0.99 ** t,
    })
    expectClose(
      fused(AdamUpdate, ['firstMoment', 'secondMoment'], attrs),
      reference(() => tf.train.adam(0.01, 0.8, 0.99, 1e-7)),
      1e-5,
    )
  })

  it('RMSProp with momentum', () => {
    const attrs = () => ({ learningRate: 0.01, decay: 0.9, momentum: 0.5, epsilon: 1e-7 })
    expectClose(
      fused(RMSPropUpdate, ['meanSquare', 'moment'], attrs),
      reference(() => tf.train.rmsprop(0.01, 0.9, 0.5, 1e-7)),
      1e-5,
    )
  })

  it.each([false, true])('momentum, Nesterov: %s', (useNesterov) => {
    const attrs = () => ({ learningRate: 0.01, momentum: 0.9, useNesterov })
    expectClose(
      fused(MomentumUpdate, ['accumulation'], attrs),
      reference(() => tf.train.momentum(0.01, 0.9, useNesterov)),
      1e-5,
    )
  })

  it('SGD', () => {
    expectClose(
      fused(SGDUpdate, [], () => ({ learningRate: 0.1 })),
      reference(() => tf.train.sgd(0.1)),
      1e-6,
    )
  })

  it('shapes that do not match are refused', () => {
    tf.setBackend('simd')
    const inputs = { param: tf.zeros([3]), gradient: tf.zeros([4]) }
    expect(() => tf.engine().runKernel(SGDUpdate, inputs, { learningRate: 1 })).toThrow()
  })
})
