import { engine, type KernelFunc, registerBackend, registerKernel } from '@tensorflow/tfjs-core'
import { SimdBackend } from './backend'
import { bridge, bridgedKernels } from './bridge'
import { createMemory, Heap } from './memory'
import { instantiate, type KernelModule } from './module'
import { kernels } from './ops/index'
import type { PoolSpawner } from './threads'

export const SIMD_BACKEND = 'simd'
/** Above 'cpu' (1): tfjs itself prefers this one when nobody chooses. */
const PRIORITY = 2

export interface SimdOptions {
  /** Compiled kernels, from load-browser.ts or load-node.ts. */
  kernels: KernelModule
  /** Starts worker threads over the shared memory; without it everything runs on the calling thread. */
  spawn?: PoolSpawner
  /** Threads including the calling one. @default 1 */
  threads?: number
  /** The heap's limit; beyond it operations throw a DeviceError. @default 2 GiB */
  maxBytes?: number
}

/**
 * Registers the backend 'simd' and its kernels. Import `@tensorflow/tfjs-backend-cpu` before, for the
 * kernels that this backend leaves to it; then `tf.setBackend('simd')`.
 */
export async function registerSimdBackend(options: SimdOptions): Promise<SimdBackend> {
  const core = prepare(options)
  const wanted = options.kernels.shared && options.spawn ? (options.threads ?? 1) : 1
  const pool = wanted > 1 ? await options.spawn!(wanted, options.kernels, core.heap, core.wasm) : undefined
  return register(new SimdBackend(core.heap, core.wasm, pool))
}

/** The same on the calling thread alone, at once. */
export function registerSimdBackendSync(options: Pick<SimdOptions, 'kernels' | 'maxBytes'>): SimdBackend {
  const { heap, wasm } = prepare(options)
  return register(new SimdBackend(heap, wasm))
}

function prepare({ kernels: { module, shared }, maxBytes }: Pick<SimdOptions, 'kernels' | 'maxBytes'>) {
  const memory = createMemory({ shared, maxBytes })
  const wasm = instantiate(module, memory)
  return { wasm, heap: new Heap(memory, wasm.heapBase!(), maxBytes) }
}

function register(backend: SimdBackend): SimdBackend {
  registerBackend(SIMD_BACKEND, () => backend, PRIORITY)
  registerKernels()
  return backend
}

function registerKernels(): void {
  for (const [kernelName, kernelFunc] of Object.entries(kernels)) {
    registerKernel({ kernelName, backendName: SIMD_BACKEND, kernelFunc: kernelFunc as unknown as KernelFunc })
  }
  for (const kernelName of bridgedKernels(new Set(Object.keys(kernels)))) {
    const kernelFunc = bridge(kernelName) as unknown as KernelFunc
    registerKernel({ kernelName, backendName: SIMD_BACKEND, kernelFunc })
  }
}

function currentBackend(): SimdBackend | undefined {
  return engine().registry[SIMD_BACKEND] as SimdBackend | undefined
}

/** Names of the kernels that ran on tfjs's CPU backend since the start or the last reset. */
export function usedFallbackKernels(): string[] {
  return [...(currentBackend()?.fallbacks ?? [])].sort()
}

export function resetFallbackKernels(): void {
  currentBackend()?.fallbacks.clear()
}
