import { readFile } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'
import { relaxedSimd } from 'wasm-feature-detect'
import { type KernelModule, variantName } from './module'
import { type PoolSpawner, startPool } from './threads'

export interface NodeLoadOptions {
  shared?: boolean
  /** @default whether this Node has relaxed SIMD (20 needs --experimental-wasm-relaxed-simd) */
  relaxed?: boolean
  /** Where the variants lie. @default ./generated/ beside this file */
  directory?: URL
}

/** Reads and compiles a variant in Node. */
export async function loadKernels(options: NodeLoadOptions = {}): Promise<KernelModule> {
  const { shared = false, directory = new URL('./generated/', import.meta.url) } = options
  const relaxed = options.relaxed ?? (await relaxedSimd())
  const bytes = await readFile(new URL(`${variantName(relaxed, shared)}.wasm`, directory))
  return { module: await WebAssembly.compile(bytes), shared, relaxed }
}

/** Threads of Node. */
export const spawn: PoolSpawner = (count, kernels, heap, wasm) =>
  startPool(count, kernels, heap, wasm, (task) => {
    const worker = new Worker(new URL('./generated/pool-worker.mjs', import.meta.url), { workerData: task })
    const ready = new Promise<void>((resolve, reject) => {
      worker.once('message', () => resolve())
      worker.once('error', reject)
    })
    worker.unref()
    return { ready, terminate: () => void worker.terminate() }
  })
