import { relaxedSimd, simd, threads } from 'wasm-feature-detect'
import { DeviceError } from '../errors'
import type { KernelModule } from './module'
import { type PoolSpawner, startPool } from './threads'

/** Literal URLs, so that the bundler finds the files. */
const VARIANTS = {
  kernels: new URL('./generated/kernels.wasm', import.meta.url),
  'kernels-relaxed': new URL('./generated/kernels-relaxed.wasm', import.meta.url),
  'kernels-shared': new URL('./generated/kernels-shared.wasm', import.meta.url),
  'kernels-relaxed-shared': new URL('./generated/kernels-relaxed-shared.wasm', import.meta.url),
}

/**
 * Fetches the fastest variant that this browser runs: relaxed SIMD where it is on, shared memory where the page
 * is cross-origin isolated.
 */
export async function loadKernels(): Promise<KernelModule> {
  if (!(await simd())) {
    throw new DeviceError(
      'This browser has no WebAssembly SIMD.',
      'Choose another backend or a newer browser.',
    )
  }
  const relaxed = await relaxedSimd()
  const shared = globalThis.crossOriginIsolated === true && (await threads())
  const url = VARIANTS[`kernels${relaxed ? '-relaxed' : ''}${shared ? '-shared' : ''}`]
  const module = await WebAssembly.compile(await (await fetch(url)).arrayBuffer())
  return { module, shared, relaxed }
}

/** Threads as workers of the calling worker. */
export const spawn: PoolSpawner = (count, kernels, heap, wasm) =>
  startPool(count, kernels, heap, wasm, (task) => {
    const worker = new Worker(new URL('./pool-worker.ts', import.meta.url), { type: 'module' })
    const ready = new Promise<void>((resolve, reject) => {
      worker.onmessage = () => resolve()
      worker.onerror = (event) => reject(new Error(event.message))
    })
    worker.postMessage(task)
    return { ready, terminate: () => worker.terminate() }
  })
