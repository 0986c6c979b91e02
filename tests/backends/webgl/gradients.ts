import * as tf from '@tensorflow/tfjs-core'
import type { Check } from './compare'

const network = {
  x: [6, 8, 8, 1],
  w1: [4, 4, 1, 8],
  b1: [8],
  w2: [4, 4, 8, 12],
  w3: [48, 1],
  t: [4, 4, 2, 12],
}

/** A small critic: two strided convolutions, a transposed one beside them, a dense layer. Smooth, for differences. */
function critic(x: tf.Tensor, [w1, b1, w2, w3, t]: tf.Tensor[]): tf.Tensor {
  const h1 = tf.tanh(tf.add(tf.conv2d(x as tf.Tensor4D, w1 as tf.Tensor4D, 2, 'same'), b1!))
  const h2 = tf.sigmoid(tf.conv2d(h1 as tf.Tensor4D, w2 as tf.Tensor4D, 2, 'same'))
  const up = tf.conv2dTranspose(h2, t as tf.Tensor4D, [h2.shape[0]!, 4, 4, 2], 2, 'same')
  const score = tf.matMul(tf.reshape(h2, [h2.shape[0]!, 48]), w3 as tf.Tensor2D)
  return tf.add(score, tf.mean(tf.square(up)))
}

async function directional(name: string, f: (inputs: tf.Tensor[]) => tf.Scalar): Promise<void> {
  await tf.setBackend('webgl')
  const at = Object.values(network).map((shape, i) => tf.randomNormal(shape, 0, 0.5, 'float32', i + 1))
  const direction = at.map((t, i) => tf.randomNormal(t.shape, 0, 1, 'float32', i + 50))
  const gradients = tf.grads((...inputs: tf.Tensor[]) => f(inputs))(at)
  for (const [i, v] of direction.entries()) {
    const slope = (await tf.sum(tf.mul(gradients[i]!, v)).data())[0]!
    const moved = (h: number) => tf.tidy(() => f(at.map((t, j) => (j === i ? tf.add(t, tf.mul(v, h)) : t))))
    const h = 4e-3
    const [up, down] = [(await moved(h).data())[0]!, (await moved(-h).data())[0]!]
    const measured = (up - down) / (2 * h)
    if (!(Math.abs(measured - slope) <= 0.02 * Math.abs(measured) + 2e-3))
      throw new Error(`${name}: input ${i} has slope ${slope}, differences say ${measured}`)
  }
  tf.dispose([at, direction, gradients])
}

const first: Check = () => directional('gradient', ([x, ...w]) => tf.mean(tf.softplus(critic(x!, w))))

/** The gradient penalty's own gradient: through every convolution's gradient kernels. */
const second: Check = () =>
  directional('gradient penalty', ([x, ...w]) => {
    const dx = tf.grad((image: tf.Tensor) => tf.sum(critic(image, w)))(x!)
    return tf.mul(100, tf.mean(tf.square(dx)))
  })

export const gradientChecks: Check[] = [first, second]
