import * as tf from '@tensorflow/tfjs-core'
import type { WebGLBackend } from '../../../src/backends/webgl/backend'
import { describeDevice } from '../../../src/backends/webgl/device'
import { canInstall, installed, installFastKernels } from '../../../src/backends/webgl/install'
import { tellPrecision } from '../../../src/backends/webgl/precision'
import { Optimizer } from '../../../src/engine/training/optimizers'
import type { Check } from './compare'

/** A device that renders 16-bit floats only: tfjs is told so before its backend starts, and then computes in half floats. */
export const pretendCoarse = (): void => {
  tf.env().set('WEBGL_RENDER_FLOAT32_CAPABLE', false)
  tf.env().set('WEBGL_RENDER_FLOAT32_ENABLED', false)
}

/** Twenty updates by the engine's Adam bring the loss down. */
async function learns(): Promise<void> {
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

const halfFloats: Check = async () => {
  if (canInstall() || installFastKernels()) throw new Error('The fast kernels need 32-bit floats.')
  tellPrecision(false)
  if (tf.backend().floatPrecision() !== 16) throw new Error('The device is not coarse.')
  if (tf.backend().epsilon() !== 1e-4) throw new Error(`epsilon is ${tf.backend().epsilon()}`)
  await learns()
}

/** A browser without WebGL 2. */
export const pretendOld = (): void => tf.env().set('WEBGL_VERSION', 1)

const webgl1: Check = async () => {
  const { gl } = (tf.backend() as unknown as WebGLBackend).gpgpu
  const { webglVersion, advice } = describeDevice(gl)
  if (webglVersion !== 1 || !advice.some((sentence) => /Only WebGL 1/.test(sentence)))
    throw new Error(`WebGL ${webglVersion}: ${advice}`)
  if (canInstall() || installFastKernels()) throw new Error('The fast kernels need WebGL 2.')
  if (installed() || tf.getKernel('AdamUpdate', 'webgl')) throw new Error('Kernels of ours are registered.')
  await learns()
}

export const coarseChecks: Check[] = [halfFloats]
export const oldChecks: Check[] = [webgl1]
