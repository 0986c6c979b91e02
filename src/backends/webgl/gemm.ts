import { type Cut, cutKey } from './gemm-readers'
import { bodiesOf, gemmSource } from './gemm-shader'
import type { Gpu } from './gpu'
import { type Matrix, panelRows } from './matrix'
import type { ScratchTexture } from './scratch'

/**
 * The matrix product C = A B with a register tile: one fragment holds R rows × 4 columns of C, R render targets of RGBA.
 *
 * For four steps of k it fetches R texels of A and 4 of B and does 16 R multiply-adds: 10.7 a fetch for R = 8, against
 * 3.2 for one target and 2 in tfjs's 2×2 blocks. In bytes, 0.67 multiply-adds per byte fetched from the cache, 5 times
 * those of R = 1, so a GPU that is bound by its texture units gains what a software renderer gains.
 *
 * `nn`: A [m, k], B [k, n];  `nt`: A [m, k], B [n, k];  `tn`: A [k, m], B [k, n] (a texel of A holds four rows of C).
 * A long k is split over `splits` fragments whose partial sums the reader of the tiles adds up.
 *
 * An operand lies in rows, as tensors do, or is copied so that the inner loop reads neighbours (matrix.ts): what a fragment
 * reads then fits the nearest cache, which rows a power of two apart never do. A copy is one fetch and one store a texel;
 * convolutions make one anyway, of the patches.
 */
export type GemmMode = 'nn' | 'nt' | 'tn'

export interface GemmShape {
  mode: GemmMode
  batch: number
  m: number
  n: number
  k: number
}

/** How the work is cut: rows of C in a fragment, parts of k, and k's steps in a part. */
export interface GemmPlan {
  rows: 8 | 4 | 1
  splits: number
  /** Values of k in one part; a multiple of 8. */
  chunk: number
}

/** C as it lies after the product: row r of the batch in layer r mod rows, tiles below one another. */
export interface Tiles extends GemmShape, GemmPlan {
  scratch: ScratchTexture
  columns4: number
  rowTiles: number
  height: number
}

/**
 * Fewer fragments than this leave a GPU idle, and a processor that stands in for one; a part of k shorter than
 * `shortestPart` is not worth adding up.
 */
const wantedFragments = { gpu: 8192, software: 1024 }
const shortestPart = 128

export function planGemm(
  { mode, batch, m, n, k }: GemmShape,
  rows: GemmPlan['rows'],
  { maxTexture, software }: Pick<Gpu, 'maxTexture' | 'software'>,
): GemmPlan {
  const wanted = wantedFragments[software ? 'software' : 'gpu']
  const tile = mode === 'tn' && rows === 1 ? 4 : rows
  const fragments = batch * Math.ceil(n / 4) * Math.ceil(m / tile)
  const useful = Math.min(Math.ceil(wanted / fragments), Math.floor(k / shortestPart))
  // Walking down a matrix that is higher than a texture needs chunks that fit.
  const needed = mode === 'nt' ? 1 : Math.ceil((batch * k) / maxTexture)
  const splits = Math.max(1, useful, needed)
  const chunk = 8 * Math.ceil(k / splits / 8)
  return { rows: tile, splits: Math.ceil(k / chunk), chunk }
}

/** Room for C's tiles. */
export function tilesOf(gpu: Gpu, shape: GemmShape, plan: GemmPlan): Tiles {
  const columns4 = Math.ceil(shape.n / 4)
  const rowTiles = Math.ceil(shape.m / plan.rows)
  const lines = plan.splits * shape.batch * rowTiles
  const folds = Math.ceil(lines / gpu.maxTexture)
  const height = Math.ceil(lines / folds)
  const scratch = gpu.scratch.acquire(columns4 * folds, height, plan.rows)
  return { ...shape, ...plan, scratch, columns4, rowTiles, height }
}

/** `strideA`, `strideB`: rows from one batch member to the next, 0 where a matrix serves them all. */
export function gemm(
  gpu: Gpu,
  shape: GemmShape,
  plan: GemmPlan,
  a: Matrix,
  b: Matrix,
  strideA = 0,
  strideB = 0,
): Tiles {
  const { mode, batch, k } = shape
  const { rows, splits, chunk } = plan
  const tiles = tilesOf(gpu, shape, plan)
  const { columns4, rowTiles, height, scratch } = tiles
  // Values of k in one turn of the inner loop.
  const turn = mode !== 'tn' ? 4 : a.order === 'panels' ? panelRows : 1
  const left = { order: a.order, shared: a.perLine > 1, chunked: a.chunk > 0 }
  const bodies = bodiesOf(mode, left)
  const cut: Cut = {
    folded: isFolded(tiles),
    parts: splits > 1,
    batch: batch > 1,
    even: Math.ceil(k / turn) % bodies === 0 && (splits === 1 || (chunk / turn) % bodies === 0),
    a: left,
    b: { order: b.order, shared: b.perLine > 1, chunked: b.chunk > 0 },
  }
  gpu.run({
    key: `gemm ${mode} ${rows} ${cutKey(cut)}`,
    inputs: [a.texture, b.texture],
    ints: [
      columns4,
      rowTiles,
      batch,
      height,
      chunk / turn,
      Math.ceil(k / turn),
      a.perLine,
      a.columns4,
      strideA,
      b.perLine,
      b.columns4,
      strideB,
    ],
    outputs: scratch,
    width: scratch.width,
    height,
    source: () => gemmSource(mode, rows, cut),
  })
  return tiles
}

/**
 * GLSL that reads C's texel: `tileAt(row, c)`, the parts of k added up. Needs `tileInts` at `u[offset]`; the name ends in the
 * sampler's where that is not T.
 */
export const tileSource = (t: Tiles, offset: number, sampler: 'T' | 'U' = 'T') => {
  const u = (i: number) => `u[${offset + i}]`
  const line = `${t.splits > 1 ? `part * ${u(3)} + ` : ''}${t.batch > 1 ? `batch.x * ${u(2)} + ` : ''}(m >> ${Math.log2(t.rows)})`
  const place = isFolded(t) ? `fold.x * ${u(5)} + c, fold.y` : `c, ${line}`
  // Coordinates spare the bounds check of texelFetch.
  const step = `intBitsToFloat(ivec2(${u(6)}, ${u(7)}))`
  return `
vec4 tileAt${sampler === 'T' ? '' : sampler}(int row, int c) {
  ${t.batch > 1 ? `ivec2 batch = divide(row, ${u(0)}); int m = batch.y;` : 'int m = row;'}
  float layer = float(m & ${t.rows - 1});
  ${t.splits > 1 ? `vec4 sum = vec4(0.);\n  for (int part = 0; part < ${u(1)}; part++) {` : ''}
  ${isFolded(t) ? `ivec2 fold = divide(${line}, ${u(4)});` : ''}
  ${t.splits > 1 ? 'sum +=' : 'return'} texture(${sampler}, vec3((vec2(${place}) + .5) * ${step}, layer));
  ${t.splits > 1 ? '}\n  return sum;' : ''}
}`
}

/** Row r lies at line ⌊r / rows⌋ of layer r mod rows. */
export const isPlain = (t: Tiles): boolean => t.batch === 1 && t.splits === 1 && !isFolded(t)

/** Whether lines beyond the texture's height lie beside the others. */
export const isFolded = (t: Tiles): boolean => t.scratch.width > t.columns4

/** Names the variant of `tileSource`. */
export const tileKey = (t: Tiles): string =>
  `${t.rows} ${t.batch > 1 ? 'batch' : ''} ${t.splits > 1 ? 'parts' : ''} ${isFolded(t) ? 'folded' : ''}`

export const tileInts = (t: Tiles): number[] => [
  t.m,
  t.splits,
  t.rowTiles,
  t.batch * t.rowTiles,
  t.height,
  t.columns4,
  bitsOf(1 / t.scratch.width),
  bitsOf(1 / t.scratch.height),
]

/** A float among ints. */
function bitsOf(value: number): number {
  float[0] = value
  return bits[0]!
}
const float = new Float32Array(1)
const bits = new Int32Array(float.buffer)
