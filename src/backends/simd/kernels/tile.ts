import { madd } from './math'

/**
 * The register tile: 6 rows × 8 columns of C, twelve accumulators. With two vectors of B and one broadcast of A they are
 * the 15 vector registers that V8 hands out on x64. Eight independent chains of FMA hide its latency (4 cycles, 2 ports)
 * only if none ever waits for a load; twelve leave slack (85 % of the machine's limit became 98 %). What six
 * rows leave over goes through a tile of four.
 *
 * B comes in panels: `[ceil(N / 8)][K][8]`. The accumulators start from `init` (bias with stride 0,
 * zeros, or C itself with C's stride when a reduction comes in blocks).
 */
export const TILE_ROWS = 6

// @ts-ignore: decorator
@inline
const NR: usize = 32

/** tileRows6 and tileRows4; `tall` is a constant at every call. */
// @ts-ignore: decorator
@inline
function byRows(
  tall: i32, rows: usize, offsets: usize, segments: i32, length: usize,
  b: usize, c: usize, ldc: usize, init: usize, initStride: usize,
): void {
  let c00 = v128.load(init), c01 = v128.load(init, 16)
  init += initStride
  let c10 = v128.load(init), c11 = v128.load(init, 16)
  init += initStride
  let c20 = v128.load(init), c21 = v128.load(init, 16)
  init += initStride
  let c30 = v128.load(init), c31 = v128.load(init, 16)
  if (tall > 4) init += initStride
  let c40 = v128.load(init), c41 = v128.load(init, 16)
  if (tall > 4) init += initStride
  let c50 = v128.load(init), c51 = v128.load(init, 16)
  const bytes = length << 2
  for (let s = 0; s < segments; s++) {
    const offset = <usize>load<i32>(offsets + ((<usize>s) << 2))
    let a0 = load<usize>(rows) + offset
    let a1 = load<usize>(rows, 4) + offset
    let a2 = load<usize>(rows, 8) + offset
    let a3 = load<usize>(rows, 12) + offset
    let a4 = tall > 4 ? load<usize>(rows, 16) + offset : 0
    let a5 = tall > 4 ? load<usize>(rows, 20) + offset : 0
    const end = a0 + bytes
    while (a0 < end) {
      const b0 = v128.load(b), b1 = v128.load(b, 16)
      const x0 = v128.load32_splat(a0)
      c00 = madd(x0, b0, c00), c01 = madd(x0, b1, c01)
      const x1 = v128.load32_splat(a1)
      c10 = madd(x1, b0, c10), c11 = madd(x1, b1, c11)
      const x2 = v128.load32_splat(a2)
      c20 = madd(x2, b0, c20), c21 = madd(x2, b1, c21)
      const x3 = v128.load32_splat(a3)
      c30 = madd(x3, b0, c30), c31 = madd(x3, b1, c31)
      if (tall > 4) {
        const x4 = v128.load32_splat(a4)
        c40 = madd(x4, b0, c40), c41 = madd(x4, b1, c41)
        const x5 = v128.load32_splat(a5)
        c50 = madd(x5, b0, c50), c51 = madd(x5, b1, c51)
        a4 += 4, a5 += 4
      }
      a0 += 4, a1 += 4, a2 += 4, a3 += 4
      b += NR
    }
  }
  v128.store(c, c00), v128.store(c, c01, 16)
  c += ldc
  v128.store(c, c10), v128.store(c, c11, 16)
  c += ldc
  v128.store(c, c20), v128.store(c, c21, 16)
  c += ldc
  v128.store(c, c30), v128.store(c, c31, 16)
  if (tall > 4) {
    c += ldc
    v128.store(c, c40), v128.store(c, c41, 16)
    c += ldc
    v128.store(c, c50), v128.store(c, c51, 16)
  }
}

/**
 * A by rows: six pointers at `rows`, each walked over `segments` runs of `length` values; run s starts
 * `load<i32>(offsets + 4 s)` bytes after the pointer. A plain matrix is one run, a convolution's
 * patch is one run for each filter row.
 */
export function tileRows6(
  rows: usize, offsets: usize, segments: i32, length: usize,
  b: usize, c: usize, ldc: usize, init: usize, initStride: usize,
): void {
  byRows(6, rows, offsets, segments, length, b, c, ldc, init, initStride)
}

/** The same for four rows. */
export function tileRows4(
  rows: usize, offsets: usize, segments: i32, length: usize,
  b: usize, c: usize, ldc: usize, init: usize, initStride: usize,
): void {
  byRows(4, rows, offsets, segments, length, b, c, ldc, init, initStride)
}

/** tileColumns6 and tileColumns4; `tall` is a constant at every call. */
// @ts-ignore: decorator
@inline
function byColumns(
  tall: i32, a: usize, pixel: usize, width: usize, rows: i32, row: usize, firstRow: i32, height: i32, gap: usize,
  b: usize, c: usize, ldc: usize, init: usize, initStride: usize,
): void {
  let c00 = v128.load(init), c01 = v128.load(init, 16)
  init += initStride
  let c10 = v128.load(init), c11 = v128.load(init, 16)
  init += initStride
  let c20 = v128.load(init), c21 = v128.load(init, 16)
  init += initStride
  let c30 = v128.load(init), c31 = v128.load(init, 16)
  if (tall > 4) init += initStride
  let c40 = v128.load(init), c41 = v128.load(init, 16)
  if (tall > 4) init += initStride
  let c50 = v128.load(init), c51 = v128.load(init, 16)
  const stretch = width * NR
  let y = firstRow
  for (let r = 0; r < rows; r++) {
    let p = a
    const end = b + stretch
    while (b < end) {
      const b0 = v128.load(b), b1 = v128.load(b, 16)
      const x0 = v128.load32_splat(p)
      c00 = madd(x0, b0, c00), c01 = madd(x0, b1, c01)
      const x1 = v128.load32_splat(p, 4)
      c10 = madd(x1, b0, c10), c11 = madd(x1, b1, c11)
      const x2 = v128.load32_splat(p, 8)
      c20 = madd(x2, b0, c20), c21 = madd(x2, b1, c21)
      const x3 = v128.load32_splat(p, 12)
      c30 = madd(x3, b0, c30), c31 = madd(x3, b1, c31)
      if (tall > 4) {
        const x4 = v128.load32_splat(p, 16)
        c40 = madd(x4, b0, c40), c41 = madd(x4, b1, c41)
        const x5 = v128.load32_splat(p, 20)
        c50 = madd(x5, b0, c50), c51 = madd(x5, b1, c51)
      }
      p += pixel
      b += NR
    }
    a += row
    if (++y == height) {
      y = 0
      a += gap
    }
  }
  v128.store(c, c00), v128.store(c, c01, 16)
  c += ldc
  v128.store(c, c10), v128.store(c, c11, 16)
  c += ldc
  v128.store(c, c20), v128.store(c, c21, 16)
  c += ldc
  v128.store(c, c30), v128.store(c, c31, 16)
  if (tall > 4) {
    c += ldc
    v128.store(c, c40), v128.store(c, c41, 16)
    c += ldc
    v128.store(c, c50), v128.store(c, c51, 16)
  }
}

/**
 * A by columns: six neighbouring values at `a`, the next six `pixel` bytes on, `width` of them in a
 * row; rows are `row` bytes apart and after every `height` rows the pointer also skips `gap` bytes. One run of a
 * packed panel is a single row; a filter gradient walks the pixels of an image batch.
 */
export function tileColumns6(
  a: usize, pixel: usize, width: usize, rows: i32, row: usize, firstRow: i32, height: i32, gap: usize,
  b: usize, c: usize, ldc: usize, init: usize, initStride: usize,
): void {
  byColumns(6, a, pixel, width, rows, row, firstRow, height, gap, b, c, ldc, init, initStride)
}

/** The same for four neighbouring values. */
export function tileColumns4(
  a: usize, pixel: usize, width: usize, rows: i32, row: usize, firstRow: i32, height: i32, gap: usize,
  b: usize, c: usize, ldc: usize, init: usize, initStride: usize,
): void {
  byColumns(4, a, pixel, width, rows, row, firstRow, height, gap, b, c, ldc, init, initStride)
}

/** Copies the part of a tile that lies inside the matrix: at most `rows` × `columns` values. */
export function copyTile(
  from: usize, fromStride: usize, to: usize, toStride: usize, rows: i32, columns: usize,
): void {
  for (let r = 0; r < rows; r++) {
    for (let j: usize = 0; j < columns; j++) store<f32>(to + (j << 2), load<f32>(from + (j << 2)))
    from += fromStride
    to += toStride
  }
}
