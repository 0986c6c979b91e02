import type { SimdBackend } from './backend'
import { type Epilogue, FLOP_GRAIN } from './gemm'

/** Products with fewer columns of B than this, or fewer rows, have kernels of their own (kernels/thin.ts). */
export const NARROW = 4
export const SHALLOW = 4

const grainOf = (flops: number) => Math.max(1, Math.ceil(FLOP_GRAIN / 4 / Math.max(1, flops)))

/** C [m × n] = act(A [m × k] · B + bias), k ≤ SHALLOW, B packed. */
export function multiplyShallow(
  backend: SimdBackend,
  a: number,
  m: number,
  k: number,
  packed: number,
  n: number,
  c: number,
  { bias, kind, alpha }: Epilogue,
): void {
  backend.run('gemmShallow', m, grainOf(k * n), a, k, packed, n, c, bias, kind, alpha)
}

/** C [m × n] = act(A · B + bias), n ≤ NARROW; A is [m × k], or [k × m] when `transposeA`. */
export function multiplyNarrow(
  backend: SimdBackend,
  a: number,
  m: number,
  k: number,
  transposeA: boolean,
  b: { pointer: number; transposed: boolean },
  n: number,
  c: number,
  { bias, kind, alpha }: Epilogue,
): void {
  const byColumns = b.transposed || n === 1
  if (transposeA && bias === 0 && kind === 0) {
    const [stepK, stepN] = b.transposed ? [4, k * 4] : [n * 4, 4]
    backend.run('gemmThin', (m + 15) >>> 4, grainOf(16 * k * n), a, m, k, b.pointer, stepK, stepN, n, c)
    return
  }
  const rows = (from: number, columns: number) =>
    backend.run('gemmNarrow', m, grainOf(k * n), from, k, columns, n, c, bias, kind, alpha)
  const packed = byColumns ? 0 : k * n * 4
  backend.withTemporary(packed + (transposeA ? m * k * 4 : 0), (temporary) => {
    if (packed) backend.wasm.packColumns!(b.pointer, k, n, temporary)
    // Aᵀ with a bias: rare enough to be turned first.
    if (transposeA) backend.wasm.packColumns!(a, k, m, temporary + packed)
    rows(transposeA ? temporary + packed : a, packed ? temporary : b.pointer)
  })
}
