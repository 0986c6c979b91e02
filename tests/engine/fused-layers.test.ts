import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, expect, it } from 'vitest'
import { Rng } from '../../src/engine/core/rng'
import { Network, type NetworkSpec } from '../../src/engine/networks/network'
import { useCpu } from '../support/tfjs'

beforeAll(useCpu)

const spec = (input: number[], layers: NetworkSpec['layers']): NetworkSpec => ({
  id: 'net',
  label: 'Net',
  role: 'generator',
  input,
  layers,
  scheme: 'lecun',
})

const activation = (name: string) => ({ kind: 'activation', function: name })
const values = (x: tf.Tensor) => [...x.dataSync()]

/** A layer and the activation after it run as one kernel; cut apart by dropLast they are two. */
it.each([
  ['dense', 'relu', [5], { kind: 'dense', units: 7 }, tf.relu],
  ['dense', 'leakyRelu', [5], { kind: 'dense', units: 7 }, (x: tf.Tensor) => tf.leakyRelu(x, 0.2)],
  ['dense', 'tanh', [5], { kind: 'dense', units: 7 }, tf.tanh],
  ['conv2d', 'relu', [6, 6, 2], { kind: 'conv2d', filters: 3, size: 3, stride: 2 }, tf.relu],
  [
    'conv2d',
    'leakyRelu',
    [6, 6, 2],
    { kind: 'conv2d', filters: 3, size: 3, stride: 2 },
    (x: tf.Tensor) => tf.leakyRelu(x, 0.2),
  ],
] as const)('%s, then %s: as one kernel or as two', (_kind, name, input, layer, apply) => {
  const network = new Network(spec([...input], [layer, activation(name)]), new Rng(3))
  tf.tidy(() => {
    const x = tf.randomNormal([4, ...input], 0, 1, 'float32', 8)
    const whole = values(network.apply(x))
    const parts = values(apply(network.apply(x, { dropLast: 1 })))
    expect(whole.some((value) => value !== 0)).toBe(true)
    expect(parts.some((value, i) => Math.abs(value - whole[i]!) > 1e-6)).toBe(false)
  })
  network.dispose()
})

it('and so are its gradients', () => {
  const network = new Network(
    spec([5], [{ kind: 'dense', units: 7 }, activation('leakyRelu'), { kind: 'dense', units: 1 }]),
    new Rng(3),
  )
  tf.tidy(() => {
    const x = tf.randomNormal([4, 5], 0, 1, 'float32', 8)
    const [w0, b0, w1, b1] = [...network.variables.values()] as unknown as tf.Tensor2D[]
    const plain = () => {
      const hidden = tf.leakyRelu(tf.add(tf.matMul(x as tf.Tensor2D, w0!), b0!), 0.2)
      return tf.sum(tf.add(tf.matMul(hidden as tf.Tensor2D, w1!), b1!)) as tf.Scalar
    }
    const list = [...network.variables.values()]
    const ours = tf.variableGrads(() => tf.sum(network.apply(x)) as tf.Scalar, list).grads
    const theirs = tf.variableGrads(plain, list).grads
    for (const { name } of list) {
      const expected = values(theirs[name]!)
      values(ours[name]!).forEach((value, i) => {
        expect(value).toBeCloseTo(expected[i]!, 5)
      })
    }
  })
  network.dispose()
})
