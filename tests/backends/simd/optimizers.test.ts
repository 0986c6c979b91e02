import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  AdamUpdate,
  inPlace,
  MomentumUpdate,
  RMSPropUpdate,
  SGDUpdate,
} from '../../../src/backends/optimizer-kernels'
import { Optimizer, type OptimizerKind } from '../../../src/engine/training/optimizers'
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

describe('in place, all variables at once', () => {
  const attrs: Record<string, tf.NamedAttrMap> = {
    [AdamUpdate]: {
      learningRate: 0.1,
      beta1: 0.8,
      beta2: 0.99,
      epsilon: 1e-7,
      accBeta1: 0.8,
      accBeta2: 0.99,
    },
    [RMSPropUpdate]: { learningRate: 0.1, decay: 0.9, momentum: 0.5, epsilon: 1e-7 },
    [MomentumUpdate]: { learningRate: 0.1, momentum: 0.9, useNesterov: false },
    [SGDUpdate]: { learningRate: 0.1 },
  }
  const slots: Record<string, string[]> = {
    [AdamUpdate]: ['firstMoment', 'secondMoment'],
    [RMSPropUpdate]: ['meanSquare', 'moment'],
    [MomentumUpdate]: ['accumulation'],
    [SGDUpdate]: [],
  }

  it.each(Object.keys(attrs))('%s writes what the kernel of its own returns', (kernel) => {
    tf.setBackend('simd')
    tf.tidy(() => {
      const variables = [3, 300].map((size) =>
        ['param', 'gradient', ...slots[kernel]!].map((name, i) => [
          name,
          tf.abs(tensorOf(seeded([size], size + i))),
        ]),
      )
      const expected = variables.map(
        (entries) =>
          tf.engine().runKernel(kernel, Object.fromEntries(entries), attrs[kernel]!) as tf.Tensor[],
      )
      const list = variables.flat().map(([, x]) => x) as tf.Tensor[]
      tf.engine().runKernel(inPlace(kernel), list as unknown as tf.NamedTensorMap, attrs[kernel]!)
      for (const [i, entries] of variables.entries()) {
        const written = entries.filter(([name]) => name !== 'gradient').map(([, x]) => read(x as tf.Tensor))
        expect(written).toEqual(expected[i]!.map(read))
      }
    })
  })

  it.each(['adam', 'rmsprop', 'momentum', 'sgd'] as OptimizerKind[])(
    'the engine’s %s leaves snapshots of weights and slots alone',
    (kind) => {
      tf.setBackend('simd')
      const before = tf.memory().numTensors
      const w = tf.tidy(() => tf.variable(start()))
      const optimizer = new Optimizer(kind, new Map([['w', w]]))
      const step = () => tf.tidy(() => optimizer.apply({ w: gradientAt(1) }, { kind, learningRate: 0.1 }))
      step()
      const owned = [w, ...optimizer.slots.values()]
      const snapshots = owned.map((x) => x.clone())
      const values = snapshots.map(read)
      step()
      expect(snapshots.map(read)).toEqual(values)
      expect(read(w)).not.toEqual(values[0])
      for (const snapshot of snapshots) snapshot.dispose()
      optimizer.dispose()
      w.dispose()
      expect(tf.memory().numTensors).toBe(before)
    },
  )
})
