import type { SimdBackend } from './backend'
import { blockGrain, type Epilogue, isFinitePacked, pack } from './gemm'

/** Rows of a block in kernels/sparse.ts. */
export const SPARSE_ROWS = 64
/** Below these a row of C costs more to set up than zeros save. */
const LEAST_DEPTH = 32
const LEAST_COLUMNS = 24
/** Rows of A, as it lies in memory, that are looked at before it is taken for half empty. */
const SAMPLES = 8
/** Share of zeros from which leaving them out pays: the tile of six rows is a quarter faster at what is dense. */
const WORTHWHILE = 0.3

/** Whether so much of A [rows × width] is zero that a product of depth k and n columns is faster without. */
export function hasManyZeros(
  backend: SimdBackend,
  a: number,
  rows: number,
  width: number,
  k: number,
  n: number,
): boolean {
  if (k < LEAST_DEPTH || n < LEAST_COLUMNS || rows === 0) return false
  const looked = Math.min(SAMPLES, rows)
  const stride = Math.floor(rows / looked) * width * 4
  return backend.wasm.countZeros!(a, looked, width, stride) >= WORTHWHILE * looked * width
}

/**
 * Packs B for the kind of product that the other side's `zeros` suggest and says whether it is the one that leaves them out:
 * B must have nothing in it that is not zero times zero.
 */
export function packFor(
  backend: SimdBackend,
  zeros: boolean,
  b: number,
  k: number,
  n: number,
  transposed: boolean,
  packed: number,
): boolean {
  if (!zeros) {
    pack(backend, b, k, n, transposed, packed)
    return false
  }
  pack(backend, b, k, n, transposed, packed, true)
  const finite = isFinitePacked(backend, packed, k, n)
  if (!finite) pack(backend, b, k, n, transposed, packed)
  return finite
}

/** C [m × n] = act(A · B + bias), B packed in strips, without what A's zeros would add. */
export function multiplySparse(
  backend: SimdBackend,
  a: number,
  m: number,
  k: number,
  transposed: boolean,
  packed: number,
  n: number,
  c: number,
  { bias, kind, alpha }: Epilogue,
): void {
  const even = Math.ceil(m / (backend.threads > 1 ? 4 * backend.threads : 1))
  const rows = Math.min(SPARSE_ROWS, Math.max(8, (even + 3) & ~3))
  const lda = (transposed ? m : k) * 4
  const flag = transposed ? 1 : 0
  const grain = blockGrain(rows, k, n)
  backend.run(
    'gemmSparse',
    Math.ceil(m / rows),
    grain,
    a,
    lda,
    flag,
    m,
    k,
    packed,
    n,
    c,
    bias,
    kind,
    alpha,
    rows,
  )
}
