import * as tf from '@tensorflow/tfjs-core'
import {
  Adam,
  applyDense,
  applyDownConv,
  bias,
  dense,
  discriminateBoth,
  noise,
  softplusMean,
  type Workload,
  weight,
} from './kit'

const BATCH = 64
const LATENT = 64

/** Multiply-adds of the convolutions: 28²→14² with 16·1·32, 14²→7² with 16·32·64, and the dense ends. */
const CONVOLUTIONS = BATCH * (14 * 14 * 16 * 32 + 7 * 7 * 16 * 32 * 64)
const D_FORWARD = CONVOLUTIONS + BATCH * 3136
const G_FORWARD = CONVOLUTIONS + BATCH * LATENT * 3136

/**
 * G: 64 → dense 7·7·64 → convT 4×4/2 32 → convT 4×4/2 1, tanh; D: conv 4×4/2 32 → conv 4×4/2 64 → dense 1,
 * LeakyReLU 0.2; one D step (real + fake) and one G step.
 */
export const dcgan28: Workload = {
  name: 'dcgan-28',
  flops: 2 * (G_FORWARD * 4 + D_FORWARD * (6 + 2)),
  create() {
    const g = {
      input: dense(LATENT, 3136),
      w1: weight([4, 4, 32, 64]),
      b1: bias(32),
      w2: weight([4, 4, 1, 32]),
      b2: bias(1),
    }
    const d = {
      w1: weight([4, 4, 1, 32]),
      b1: bias(32),
      w2: weight([4, 4, 32, 64]),
      b2: bias(64),
      output: dense(3136, 1),
    }
    const variablesG = [g.input.w, g.input.b, g.w1, g.b1, g.w2, g.b2]
    const variablesD = [d.w1, d.b1, d.w2, d.b2, d.output.w, d.output.b]
    const optimizerG = new Adam(variablesG)
    const optimizerD = new Adam(variablesD)
    const real = tf.tidy(() => tf.tanh(noise([BATCH, 28, 28, 1], 1, 8)))
    const z = noise([BATCH, LATENT], 1, 9)

    const generate = (): tf.Tensor4D => {
      const h0 = tf.reshape(applyDense(z, g.input, 'relu'), [BATCH, 7, 7, 64])
      const h1 = upConv(h0 as tf.Tensor4D, g.w1, g.b1, [BATCH, 14, 14, 32])
      return tf.tanh(upConv(tf.relu(h1), g.w2, g.b2, [BATCH, 28, 28, 1]))
    }
    const discriminate = (x: tf.Tensor4D): tf.Tensor => {
      const h1 = applyDownConv(x, d.w1, d.b1, 'leakyrelu')
      const h2 = applyDownConv(h1, d.w2, d.b2, 'leakyrelu')
      return applyDense(tf.reshape(h2, [-1, 3136]), d.output)
    }
    return {
      step: () =>
        tf.tidy(() => {
          // Made outside the tape: D's step differentiates nothing of G.
          const fake = generate()
          const lossD = optimizerD.minimize(() => {
            const [onReal, onFake] = discriminateBoth(discriminate, real as tf.Tensor4D, fake)
            return tf.add(softplusMean(onReal, -1), softplusMean(onFake, 1))
          })
          const lossG = optimizerG.minimize(() => softplusMean(discriminate(generate()), -1))
          return tf.add(lossD, lossG) as tf.Scalar
        }),
      dispose() {
        tf.dispose([real, z, variablesG, variablesD])
        optimizerG.dispose()
        optimizerD.dispose()
      },
    }
  },
}

const upConv = (
  x: tf.Tensor4D,
  filter: tf.Variable,
  b: tf.Variable,
  shape: [number, number, number, number],
) => tf.add(tf.conv2dTranspose(x, filter as unknown as tf.Tensor4D, shape, 2, 'same'), b) as tf.Tensor4D
