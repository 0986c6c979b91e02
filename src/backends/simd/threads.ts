import type { Heap } from './memory'
import type { KernelModule, Wasm } from './module'

/** Runs kernels in shares on several threads; every share computes what one thread would. */
export interface ThreadPool {
  readonly threads: number
  run(name: string, total: number, grain: number, args: number[]): void
  stop(): void
}

export type PoolSpawner = (
  threads: number,
  kernels: KernelModule,
  heap: Heap,
  wasm: Wasm,
) => Promise<ThreadPool>
