import type { SimdBackend } from './backend'

/** Multiply-adds below which a share of a product is not worth a thread (about 50 µs). */
export const FLOP_GRAIN = 1 << 20
/** Floats of A that one block of rows may hold: a quarter of a megabyte, to stay in the L2 cache. */
const BLOCK_FLOATS = 1 << 16
const MAX_BLOCK_ROWS = 126
const PACKED_FLOATS = 1 << 13
/** Panels of a strip, at most. */
const WIDEST_STRIP = 6

/** Rows of C that a tile computes (kernels/tile.ts). */
export const TILE_ROWS = 6

/** Whole tiles of rows, as many as `rows` hold; `least` and `most` are whole tiles too. */
export const wholeTiles = (rows: number, least: number, most: number) =>
  Math.max(least, Math.min(most, Math.floor(rows / TILE_ROWS) * TILE_ROWS))

export const panelsOf = (n: number) => (n + 7) >>> 3

/** Strips of one panel serve the register tile, those of up to six what leaves zeros out (kernels/strips.ts). */
const stripsOf = (panels: number) => Math.ceil(panels / WIDEST_STRIP)

/** Bytes between two rows of a strip. */
const stepOf = (panels: number) => Math.ceil(panels / stripsOf(panels)) * 32

/** Where a packed [k × n] operand says whether it holds an infinity or a NaN: behind strips, which take more than panels. */
function flagOf(packed: number, k: number, n: number): number {
  const panels = panelsOf(n)
  return panels === 0 ? packed : packed + stripsOf(panels) * k * stepOf(panels)
}

/** Bytes of a packed [k × n] operand. */
export const packedBytes = (k: number, n: number) => flagOf(0, k, n) + 4

/** Packs B, or Bᵀ stored as [n × k], into panels at `packed`; into strips for a `sparse` product. */
export function pack(
  backend: SimdBackend,
  b: number,
  k: number,
  n: number,
  transposed: boolean,
  packed: number,
  sparse = false,
): void {
  const grain = Math.max(1, Math.ceil(FLOP_GRAIN / 8 / k))
  const flag = flagOf(packed, k, n)
  const panels = panelsOf(n)
  const strips = sparse ? stripsOf(panels) : panels
  const step = sparse ? stepOf(panels) : 32
  backend.heap.i32[flag >>> 2] = 0
  if (transposed)
    backend.run('packPanelsTransposed', panels, grain, b, k * 4, k, n, packed, flag, panels, strips, step)
  else backend.run('packPanels', panels, grain, b, n * 4, k, packed, flag, panels, strips, step)
}

/** Whether a packed operand is finite throughout. */
export const isFinitePacked = (backend: SimdBackend, packed: number, k: number, n: number) =>
  backend.heap.i32[flagOf(packed, k, n) >>> 2] === 0

/** Rows of a block so that its part of A stays in the cache. */
export const blockRows = (k: number) => wholeTiles(BLOCK_FLOATS / Math.max(1, k), 18, MAX_BLOCK_ROWS)

/** Rows of a block that is packed first: with its panel of B it should fit into the L1 cache. */
const packedRows = (k: number) => wholeTiles(PACKED_FLOATS / k, 18, 66)

/** Blocks below which work stays on one thread. */
export function blockGrain(rows: number, k: number, n: number): number {
  return Math.max(1, Math.ceil(FLOP_GRAIN / (rows * k * n)))
}

export interface Epilogue {
  /** Pointer of [n], or 0. */
  bias: number
  kind: number
  alpha: number
}

export const PLAIN: Epilogue = { bias: 0, kind: 0, alpha: 0 }

/** C [m × n] = act(A · B + bias), B packed; A is [m × k], or [k × m] when `transposed`. */
export function multiply(
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
  // Nothing to add up: only the kernel for rows writes its start values then.
  const byColumns = transposed && k > 0
  const rows = byColumns ? packedRows(k) : blockRows(k)
  const panels = panelsOf(n)
  const down = Math.ceil(m / rows)
  // Few rows: cut the columns too, so that every thread has something to do.
  const across =
    backend.threads > 1 ? Math.max(1, Math.min(panels, Math.ceil((4 * backend.threads) / down))) : 1
  const width = Math.ceil(panels / across)
  const items = down * Math.ceil(panels / width)
  const grain = blockGrain(rows, k, width * 8)
  const name = byColumns ? 'gemmTransposed' : 'gemm'
  const lda = (transposed ? m : k) * 4
  backend.run(name, items, grain, a, lda, m, k, packed, n, c, bias, kind, alpha, rows, width)
}
