import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { registerRepairedGradients, repairedGradients } from '../../src/backends/gradients/index'
import { installLeanEngine } from '../../src/backends/lean-engine'
import { useKernels } from './workloads/kit'

export interface PrepareOptions {
  threads: number
}

/** A column of the table: a tfjs backend, with its stock kernels or with faster ones. */
export interface BenchBackend {
  id: string
  kernels: 'stock' | 'fast'
  /** Registers it; runs once, before its first measurement. */
  prepare(options: PrepareOptions): Promise<void>
  /** Workloads that it cannot run at all, with the reason. */
  cannot?: Record<string, string>
}

const simd: BenchBackend = {
  id: 'simd',
  kernels: 'fast',
  async prepare({ threads }) {
    const { loadKernels, spawn } = await import('../../src/backends/simd/load-browser')
    const { registerSimdBackend } = await import('../../src/backends/simd/register')
    await registerSimdBackend({ kernels: await loadKernels(), spawn, threads })
  },
}

const NO_FILTER_GRADIENT = 'no Conv2DBackpropFilter'

const wasm: BenchBackend = {
  id: 'wasm',
  kernels: 'stock',
  async prepare() {
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm')
    setWasmPaths('/tfjs-wasm/')
  },
  cannot: { 'dcgan-28': NO_FILTER_GRADIENT, 'conv-filter': NO_FILTER_GRADIENT },
}

const webgl: BenchBackend = {
  id: 'webgl',
  kernels: 'stock',
  prepare: async () => void (await import('@tensorflow/tfjs-backend-webgl')),
}

const webglFast: BenchBackend = {
  id: 'webgl',
  kernels: 'fast',
  prepare: async () => {
    await webgl.prepare({ threads: 1 })
    const { installFastKernels } = await import('../../src/backends/webgl/install')
    await tf.setBackend('webgl')
    if (!installFastKernels({ kernels: 'fast' })) throw new Error('This WebGL cannot run the fast kernels.')
    switchKernels = (kernels) => installFastKernels({ kernels })
  },
}

/** Stock and fast kernels share one backend and take turns. */
let switchKernels = (_kernels: 'stock' | 'fast'): unknown => undefined

const cpu: BenchBackend = { id: 'cpu', kernels: 'stock', prepare: async () => {} }

export const backends: BenchBackend[] = [simd, wasm, webglFast, webgl, cpu]

/** tfjs's own gradients, as they were before any of ours. */
const stockGradients = repairedGradients.map(
  ({ kernelName }) => [kernelName, tf.getGradient(kernelName)] as const,
)

function registerStockGradients(): void {
  for (const [kernelName, config] of stockGradients) {
    if (tf.getGradient(kernelName) === config) continue
    tf.unregisterGradient(kernelName)
    if (config) tf.registerGradient(config)
  }
}

/** The registered tfjs backend behind a column. Stock columns get tfjs's own engine and gradients too. */
export async function use({ id, kernels }: BenchBackend): Promise<void> {
  useKernels(kernels)
  installLeanEngine(kernels === 'fast')
  if (kernels === 'fast') registerRepairedGradients()
  else registerStockGradients()
  if (tf.getBackend() !== id) await tf.setBackend(id)
  if (id === 'webgl') switchKernels(kernels)
}
