import '@tensorflow/tfjs-core/dist/register_all_gradients'
import '@tensorflow/tfjs-backend-cpu'
import { findBackend, ready, setBackend } from '@tensorflow/tfjs-core'
import { registerRepairedGradients } from '../../src/backends/gradients'
import { installLeanEngine } from '../../src/backends/lean-engine'
import { loadKernels } from '../../src/backends/simd/load-node'
import { registerSimdBackend } from '../../src/backends/simd/register'

/** tfjs on the SIMD backend, one thread: for tests that train in earnest. */
export async function useSimd(): Promise<void> {
  registerRepairedGradients()
  installLeanEngine()
  if (!findBackend('simd')) await registerSimdBackend({ kernels: await loadKernels() })
  await setBackend('simd')
  await ready()
}
