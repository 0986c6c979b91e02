import type { SimdBackend } from './backend'
import { blockGrain, type Epilogue, isFinitePacked } from './gemm'

/** Rows of a block in kernels/sparse.ts. */
const MAX_ROWS = 64
/** Below these a row of C costs more to set up than zeros save. */
const LEAST_DEPTH = 32
const LEAST_COLUMNS = 24
/** Rows of A, as it lies in memory, that are looked at before it is taken for half empty. */
const SAMPLES = 8
/** Share of zeros from which leaving them out pays: the tile of four rows is a fifth faster at what is dense. */
const WORTHWHILE = 0.3

/**
 * Whether A [m × k] (stored as [k × m] when `transposed`) is so full of zeros that kernels/sparse.ts is the faster way, and
 * B, packed, has nothing that is not zero times zero.
 */
export function paysToSkipZeros(
  backend: SimdBackend,
  a: number,
  m: number,
  k: number,
  transposed: boolean,
  packed: number,
  n: number,
): boolean {
  if (k < LEAST_DEPTH || n < LEAST_COLUMNS || m < 4) return false
  const [rows, width] = transposed ? [k, m] : [m, k]
  const looked = Math.min(SAMPLES, rows)
  const stride = Math.floor(rows / looked) * width * 4
  const zeros = backend.wasm.countZeros!(a, looked, width, stride)
  return zeros >= WORTHWHILE * looked * width && isFinitePacked(backend, packed, k, n)
}

/** C [m × n] = act(A · B + bias), B packed, without what A's zeros would add. */
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
  const rows = Math.min(MAX_ROWS, Math.max(8, (even + 3) & ~3))
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
