import { findBackend } from '@tensorflow/tfjs-core'

/** A module with one v128 constant: valid only where WebAssembly has SIMD. */
export const hasSimd = WebAssembly.validate(
  new Uint8Array([
    0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98,
    11,
  ]),
)

let threads = 1

/**
 * Registers the SIMD backend, on more than one thread where the page is isolated. One of the processor's threads is
 * left to the page, which has to paint what the others compute.
 */
export async function loadSimd(): Promise<void> {
  if (findBackend('simd')) return
  const [{ loadKernels, spawn }, { registerSimdBackend }] = await Promise.all([
    import('../backends/simd/load-browser'),
    import('../backends/simd/register'),
    import('@tensorflow/tfjs-backend-cpu'),
  ])
  const kernels = await loadKernels()
  threads = kernels.shared ? Math.max(1, Math.min(8, navigator.hardwareConcurrency - 1)) : 1
  await registerSimdBackend({ kernels, spawn, threads })
}

export function simdLabel(): string {
  return threads > 1 ? `SIMD · ${threads} threads` : 'SIMD'
}
