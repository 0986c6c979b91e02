/** What the loader hands over: the compiled kernels and whether they expect shared memory. */
export interface KernelModule {
  module: WebAssembly.Module
  shared: boolean
  relaxed: boolean
}

/** A kernel: numbers in (pointers, sizes, factors), the result in memory. */
export type WasmFunction = (...args: number[]) => number

export type Wasm = Record<string, WasmFunction>

/** Bytes of scratch for a block of columns of a transposed convolution. */
export const COLUMN_BYTES = 1 << 20

/** Bytes of scratch for each thread; see kernels/scratch.ts. */
export const SCRATCH_BYTES = COLUMN_BYTES + 8192 + (1 << 17)

export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): Wasm {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Wasm
}

/** The four variants of scripts/build-kernels.mjs. */
export function variantName(relaxed: boolean, shared: boolean): string {
  return `kernels${relaxed ? '-relaxed' : ''}${shared ? '-shared' : ''}`
}
