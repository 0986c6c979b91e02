import * as tf from '@tensorflow/tfjs-core'
import { compileAhead } from '../../../src/backends/webgl/compile'
import { describeDevice } from '../../../src/backends/webgl/device'
import { installed, installFastKernels, removeFastKernels } from '../../../src/backends/webgl/install'
import { capTextureCache, gpuMemory } from '../../../src/backends/webgl/memory'
import { tellPrecision } from '../../../src/backends/webgl/precision'
import { createThrottle } from '../../../src/backends/webgl/throttle'
import { tuneKernels } from '../../../src/backends/webgl/tune'
import { WebglDevice } from '../../../src/worker/webgl-device'
import type { Check } from './compare'

const context = () => (tf.backend() as unknown as { gpgpu: { gl: WebGL2RenderingContext } }).gpgpu.gl

function equal(name: string, actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  const same =
    actual.length === expected.length && Array.from(expected).every((v, i) => Math.abs(v - actual[i]!) < 1e-6)
  if (!same) throw new Error(`${name}: ${Array.from(actual)} instead of ${Array.from(expected)}`)
}

/** A tensor goes from one layout to the other and back, shares its texture with slices, is read in either. */
const layouts: Check = async () => {
  await tf.setBackend('webgl')
  const data = Float32Array.from({ length: 84 }, (_, i) => i)
  const start = tf.tensor(data, [12, 7])
  const sum = tf.add(start, 0) // flat
  const odd = tf.transpose(sum) // a stock kernel reads it
  const slice = tf.slice(sum, [3, 0], [2, 7]) // shares a stock texture
  const again = tf.mul(sum, 1) // ours reads the slice's owner
  const ofSlice = tf.mul(slice, 1)
  equal('sum', await sum.data(), data)
  equal('again', await again.data(), data)
  equal('slice', await slice.data(), data.slice(21, 35))
  equal('of slice', ofSlice.dataSync(), data.slice(21, 35))
  equal('reshaped', await tf.reshape(again, [3, 28]).data(), data)
  equal('transposed', await tf.transpose(odd).data(), data)
  installFastKernels({ kernels: 'stock' })
  equal('stock reads ours', await tf.add(again, 0).data(), data)
  installFastKernels({ kernels: 'fast' })
  equal('ours reads stock', await tf.add(odd, 0).data(), await odd.data())
}

/** A snapshot that shares a variable's tensor keeps its values; nothing leaks. */
const snapshots: Check = async () => {
  await tf.setBackend('webgl')
  const weights = tf.variable(tf.tensor([1, 2, 3, 4, 5]))
  const optimizer = tf.train.adam(0.1)
  const step = () => optimizer.minimize(() => tf.sum(tf.square(weights)))
  step()
  const snapshot = weights.clone()
  const before = await snapshot.data()
  const { numTensors } = tf.memory()
  for (let i = 0; i < 5; i++) step()
  equal('snapshot', await snapshot.data(), before)
  if (tf.memory().numTensors !== numTensors)
    throw new Error(`${tf.memory().numTensors - numTensors} tensors leaked`)
  const { usedBytes } = gpuMemory()
  for (let i = 0; i < 5; i++) step()
  if (gpuMemory().usedBytes > usedBytes) throw new Error('GPU memory grows.')
  // The cap follows the model, within bounds, and never falls below what a step needs.
  for (const [step, cap] of [
    [1, 2 ** 26],
    [2 ** 27, 2 ** 28],
    [2 ** 29, 2 ** 30],
    [2 ** 31, 1.25 * 2 ** 31],
  ] as const)
    if (capTextureCache(step) !== cap)
      throw new Error(`The cap for ${step} bytes is ${capTextureCache(step)}.`)
}

/** What the worker does before a model's first step: progress from 0 to all programs, and a cap that follows the model. */
const warmUp: Check = async () => {
  const device = new WebglDevice(() => undefined)
  await device.start('auto')
  const cap = () => tf.env().getNumber('WEBGL_DELETE_TEXTURE_THRESHOLD')
  const warm = async (size: number) => {
    const progress: string[] = []
    const step = () => tf.tidy(() => void tf.selu(tf.atan(tf.add(tf.ones([size, 1024]), tf.scalar(1)))))
    await device.warmUp({ step, progress: (activity) => progress.push(activity) })
    return progress.filter((activity) => /programs/.test(activity))
  }
  const told = await warm(8)
  const [, total] = /: 0 of (\d+) programs/.exec(told[0] ?? '') ?? []
  if (!total || told.at(-1) !== `Preparing the GPU: ${total} of ${total} programs`)
    throw new Error(`Progress was told as ${told}.`)
  const small = cap()
  await warm(20 * 1024)
  if (!(cap() > small && cap() >= 2 * 20 * 2 ** 22))
    throw new Error(`The cap went from ${small} to ${cap()} for a step that holds 80 MiB at least.`)
  await warm(8)
  if (cap() !== small) throw new Error(`The cap stayed at ${cap()}.`)
  const held = device.memoryBytes
  const tensor = tf.ones([512, 512])
  tf.square(tensor).dispose()
  if (!(device.memoryBytes >= held + 2 ** 20)) throw new Error('Textures are not counted.')
  tensor.dispose()
}

const services: Check = async () => {
  await tf.setBackend('webgl')
  const gl = context()
  const device = describeDevice(gl)
  if (!device.software || !device.float32 || device.webglVersion !== 2)
    throw new Error(JSON.stringify(device))
  tellPrecision(device.float32)
  if (tf.backend().epsilon() !== 1e-7) throw new Error(`epsilon is ${tf.backend().epsilon()} with 32 bits`)

  const throttle = createThrottle(gl, { budgetMs: 50, depth: 3 })
  const a = tf.randomUniform([64, 64])
  for (let i = 0; i < 10; i++) {
    await throttle.admit()
    tf.tidy(() => void tf.matMul(a, a))
  }
  await throttle.drain()
  if (!(throttle.stepMs! >= 0)) throw new Error('The throttle learned nothing.')

  // Unseen shapes and functions: programs to compile; afterwards they must compute.
  const run = () =>
    // The product reads what a stock kernel has left, which is nothing while compiling ahead.
    tf.tidy(() => {
      const x = tf.erf(tf.conv2d(tf.ones<tf.Rank.R4>([1, 9, 9, 2]), tf.ones([3, 3, 2, 5]), 1, 'same'))
      return tf.matMul(tf.reshape(x, [81, 5]), tf.eye(5))
    })
  const seen: number[] = []
  await compileAhead(
    () => run().dispose(),
    ({ done, total }) => seen.push(done / total),
  )
  if (seen.at(-1) !== 1) throw new Error(`Compiling ended at ${seen}`)
  if (Math.abs((await tf.max(run()).data())[0]! - 1) > 1e-4) throw new Error('Wrong after compiling ahead.')

  installFastKernels({ kernels: 'auto' })
  const kept = new Map<string, string>()
  const store = {
    get: async (key: string) => kept.get(key),
    set: async (key: string, value: string) => void kept.set(key, value),
  }
  const step = () => tf.tidy(() => void tf.relu(tf.matMul(a, a)))
  const report = await tuneKernels({ run: step, store })
  const again = await tuneKernels({ run: step, store })
  if (report.timed !== 2 || again.timed !== 0 || kept.size !== 1)
    throw new Error(`The tuner does not remember: ${report.timed} ${again.timed} ${[...report.decisions]}`)
  equal('tuned', await tf.matMul(a, a).data(), await tf.matMul(a, a).data())
  installFastKernels({ kernels: 'fast' })
}

/** The context is lost: everything of it is dropped, and a new backend gets kernels that compile, tune and compute anew. */
const afterLoss: Check = async () => {
  await tf.setBackend('webgl')
  const step = () => tf.tidy(() => tf.sum(tf.relu(tf.matMul(tf.ones([24, 20]), tf.ones([20, 12])))))
  const right = async () => equal('sum', await step().data(), [24 * 20 * 12])
  await right()
  const lost = context()
  const factory = tf.engine().registryFactory.webgl!.factory
  lost.getExtension('WEBGL_lose_context')!.loseContext()
  await new Promise((resolve) => setTimeout(resolve, 50))
  removeFastKernels()
  if (installed() || tf.getKernel('AdamUpdate', 'webgl')) throw new Error('Kernels of ours are left.')
  await tf.setBackend('cpu')
  tf.removeBackend('webgl')
  tf.registerBackend('webgl', factory)
  await tf.setBackend('webgl')
  if (context() === lost || context().isContextLost()) throw new Error('The context is the lost one.')
  await right() // stock
  if (!installFastKernels({ kernels: 'auto' })) throw new Error('The kernels cannot be installed again.')
  const seen: number[] = []
  await compileAhead(
    () => step().dispose(),
    ({ total }) => seen.push(total),
  )
  if (!seen.at(-1)) throw new Error('Nothing was compiled in the new context.')
  const report = await tuneKernels({ run: () => step().dispose() })
  if (report.timed === 0 || installed()!.decisions.size !== report.timed)
    throw new Error('Decisions of the lost context are left.')
  await right()
  if (installed()!.gpu.gl !== context()) throw new Error('The kernels draw into the lost context.')
}

export const tensorChecks: Check[] = [layouts, snapshots]
export const serviceChecks: Check[] = [warmUp, services, afterLoss]
