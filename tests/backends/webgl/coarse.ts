import * as tf from '@tensorflow/tfjs-core'
import { canInstall, installFastKernels } from '../../../src/backends/webgl/install'
import { tellPrecision } from '../../../src/backends/webgl/precision'
import { Optimizer } from '../../../src/engine/training/optimizers'
import type { Check } from './compare'

/** A device that renders 16-bit floats only: tfjs is told so before its backend starts, and then computes in half floats. */
export const pretendCoarse = (): void => {
  tf.env().set('WEBGL_RENDER_FLOAT32_CAPABLE', false)
  tf.env().set('WEBGL_RENDER_FLOAT32_ENABLED', false)
}

const trains: Check = async () => {
  if (canInstall() || installFastKernels()) throw new Error('The fast kernels need 32-bit floats.')
  tellPrecision(false)
  if (tf.backend().floatPrecision() !== 16) throw new Error('The device is not coarse.')
  if (tf.backend().epsilon() !== 1e-4) throw new Error(`epsilon is ${tf.backend().epsilon()}`)
  const weights = tf.variable(tf.tensor([1, -2, 0.001, 0]))
  const loss = () => tf.sum(tf.square(tf.sub(weights, 0.5))) as tf.Scalar
  const before = (await loss().data())[0]!
  const optimizer = new Optimizer('adam', new Map([['weights', weights]]))
  for (let i = 0; i < 20; i++) {
    const { value, grads } = tf.variableGrads(loss, [weights])
    optimizer.apply({ weights: Object.values(grads)[0]! }, { kind: 'adam', learningRate: 0.05 })
    tf.dispose([value, grads])
  }
  const after = (await loss().data())[0]!
  if (!(after < 0.7 * before)) throw new Error(`The loss went from ${before} to ${after}.`)
}

export const coarseChecks: Check[] = [trains]
