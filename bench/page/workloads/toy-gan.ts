import * as tf from '@tensorflow/tfjs-core'
import {
  Adam,
  applyDense,
  type Dense,
  dense,
  discriminateBoth,
  noise,
  softplusMean,
  type Workload,
} from './kit'

const BATCH = 256
const HIDDEN = 128

const mlp = (outputs: number) => [dense(2, HIDDEN), dense(HIDDEN, HIDDEN), dense(HIDDEN, outputs)]

function apply(x: tf.Tensor, [first, second, last]: Dense[]): tf.Tensor {
  return applyDense(applyDense(applyDense(x, first!, 'relu'), second!, 'relu'), last!)
}

const variables = (layers: Dense[]) => layers.flatMap(({ w, b }) => [w, b])

const multiplyAdds = (outputs: number) => BATCH * (2 * HIDDEN + HIDDEN * HIDDEN + HIDDEN * outputs)

/** Generator 2→128→128→2 and discriminator 2→128→128→1, ReLU, one D step and one G step, non-saturating loss. */
export const toyGan: Workload = {
  name: 'toy-gan',
  // D step: G forward; D forward and backward, twice. G step: both forward, both backward.
  flops: 2 * (multiplyAdds(2) * 4 + multiplyAdds(1) * (6 + 2)),
  create() {
    const generator = mlp(2)
    const discriminator = mlp(1)
    const optimizerG = new Adam(variables(generator))
    const optimizerD = new Adam(variables(discriminator))
    const real = noise([BATCH, 2], 1, 3)
    const z = noise([BATCH, 2], 1, 4)
    return {
      step: () =>
        tf.tidy(() => {
          // Made outside the tape: D's step differentiates nothing of G.
          const fake = apply(z, generator)
          const lossD = optimizerD.minimize(() => {
            const [onReal, onFake] = discriminateBoth((x) => apply(x, discriminator), real, fake)
            return tf.add(softplusMean(onReal, -1), softplusMean(onFake, 1))
          })
          const lossG = optimizerG.minimize(() => softplusMean(apply(apply(z, generator), discriminator), -1))
          return tf.add(lossD, lossG) as tf.Scalar
        }),
      dispose() {
        tf.dispose([real, z, variables(generator), variables(discriminator)])
        optimizerG.dispose()
        optimizerD.dispose()
      },
    }
  },
}
