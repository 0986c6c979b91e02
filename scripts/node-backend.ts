import '@tensorflow/tfjs-core' // first: its parts import each other in a circle
import '@tensorflow/tfjs-core/dist/register_all_gradients'
import '@tensorflow/tfjs-backend-cpu'
import { ready, setBackend } from '@tensorflow/tfjs-core'
import { registerRepairedGradients } from '../src/backends/gradients'
import { installLeanEngine } from '../src/backends/lean-engine'
import { loadKernels, spawn } from '../src/backends/simd/load-node'
import { registerSimdBackend } from '../src/backends/simd/register'

export const backends = ['simd', 'cpu'] as const
export type NodeBackend = (typeof backends)[number]

/** Makes tfjs ready in Node. Asked for nothing, it takes the SIMD kernels, or tfjs's own, and says why. */
export async function useBackend(
  wanted: NodeBackend | undefined,
  threads: number,
): Promise<{ backend: NodeBackend; note?: string }> {
  registerRepairedGradients()
  installLeanEngine()
  let backend: NodeBackend = wanted ?? 'simd'
  let note: string | undefined
  if (backend === 'simd') {
    const awake = setInterval(() => {}, 1000) // the threads that are starting do not keep Node alive
    try {
      await registerSimdBackend({ kernels: await loadKernels({ shared: threads > 1 }), spawn, threads })
    } catch (error) {
      if (wanted) throw error
      backend = 'cpu'
      note = `The SIMD kernels are not there (${(error as Error).message}); using tfjs's own CPU backend, which is slower.`
    } finally {
      clearInterval(awake)
    }
  }
  await setBackend(backend)
  await ready()
  return { backend, note }
}
