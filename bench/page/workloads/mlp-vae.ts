import * as tf from '@tensorflow/tfjs-core'
import { Adam, applyDense, bernoulli, dense, noise, type Workload } from './kit'

const BATCH = 128
const PIXELS = 784
const HIDDEN = 400
const LATENT = 20

/** 784→400→(20+20)→400→784, ReLU, Bernoulli likelihood, one step on the ELBO. */
export const mlpVae: Workload = {
  name: 'mlp-vae',
  // Forward, gradients of the weights, gradients of the inputs (none for the first layer).
  flops: 2 * BATCH * (3 * 2 * (PIXELS * HIDDEN + (HIDDEN * LATENT * 3) / 2) - PIXELS * HIDDEN),
  create() {
    const encoder = dense(PIXELS, HIDDEN)
    const mean = dense(HIDDEN, LATENT)
    const logVar = dense(HIDDEN, LATENT)
    const decoder = dense(LATENT, HIDDEN)
    const pixels = dense(HIDDEN, PIXELS)
    const variables = [encoder, mean, logVar, decoder, pixels].flatMap(({ w, b }) => [w, b])
    const optimizer = new Adam(variables)
    const x = tf.tidy(() => tf.sigmoid(noise([BATCH, PIXELS], 2, 5)))
    const epsilon = noise([BATCH, LATENT], 1, 6)
    const negativeElbo = (): tf.Scalar => {
      const h = applyDense(x, encoder, 'relu')
      const mu = applyDense(h, mean)
      const lv = applyDense(h, logVar)
      const z = tf.add(mu, tf.mul(tf.exp(tf.mul(lv, 0.5)), epsilon))
      const logits = applyDense(applyDense(z, decoder, 'relu'), pixels)
      const kl = tf.mul(tf.sum(tf.sub(tf.add(tf.square(mu), tf.exp(lv)), tf.add(lv, 1)), 1), 0.5)
      return tf.mean(tf.sub(kl, bernoulli(x as tf.Tensor2D, logits))) as tf.Scalar
    }
    return {
      step: () => tf.tidy(() => optimizer.minimize(negativeElbo)),
      dispose() {
        tf.dispose([x, epsilon, variables])
        optimizer.dispose()
      },
    }
  },
}
