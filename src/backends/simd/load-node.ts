import { readFile } from 'node:fs/promises'
import { relaxedSimd } from 'wasm-feature-detect'
import { type KernelModule, variantName } from './module'

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
