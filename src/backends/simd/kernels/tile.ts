import { madd } from './math'

/**
 * The register tile: 4 rows × 8 columns of C, eight accumulators. With two vectors of B and one
 * broadcast of A it fills 11 of the 15 vector registers that V8 hands out on x64; eight independent
 * chains of FMA are what hides its latency (4 cycles, 2 ports). Wider tiles spill and run slower.
 *
 * B comes in panels: `[ceil(N / 8)][K][8]`. The accumulators start from `init` (bias with stride 0,
 * zeros, or C itself with C's stride when a reduction comes in blocks).
 */

// @ts-ignore: decorator
@inline
const NR: usize = 32

/**
 * A by rows: four pointers at `rows`, each walked over `segments` runs of `length` values; run s starts
 * `load<i32>(offsets + 4 s)` bytes after the pointer. A plain matrix is one run, a convolution's
 * patch is one run for each filter row.
 */
export function tileRows(
  rows: usize, offsets: usize, segments: i32, length: usize,
  b: usize, c: usize, ldc: usize, init: usize, initStride: usize,
): void {
  let c00 = v128.load(init), c01 = v128.load(init, 16)
  init += initStride
  let c10 = v128.load(init), c11 = v128.load(init, 16)
  init += initStride
  let c20 = v128.load(init), c21 = v128.load(init, 16)
  init += initStride
  let c30 = v128.load(init), c31 = v128.load(init, 16)
  const bytes = length << 2
  for (let s = 0; s < segments; s++) {
    const offset = <usize>load<i32>(offsets + ((<usize>s) << 2))
    let a0 = load<usize>(rows) + offset
    let a1 = load<usize>(rows, 4) + offset
    let a2 = load<usize>(rows, 8) + offset
    let a3 = load<usize>(rows, 12) + offset
    const end = a0 + bytes
    while (a0 < end) {
      const b0 = v128.load(b), b1 = v128.load(b, 16)
      const x0 = v128.load32_splat(a0)
      c00 = madd(x0, b0, c00)
      c01 = madd(x0, b1, c01)
      const x1 = v128.load32_splat(a1)
      c10 = madd(x1, b0, c10)
      c11 = madd(x1, b1, c11)
      const x2 = v128.load32_splat(a2)
      c20 = madd(x2, b0, c20)
      c21 = madd(x2, b1, c21)
      const x3 = v128.load32_splat(a3)
      c30 = madd(x3, b0, c30)
      c31 = madd(x3, b1, c31)
      a0 += 4
      a1 += 4
      a2 += 4
      a3 += 4
      b += NR
    }
  }
  v128.store(c, c00)
  v128.store(c, c01, 16)
  c += ldc
  v128.store(c, c10)
  v128.store(c, c11, 16)
  c += ldc
  v128.store(c, c20)
  v128.store(c, c21, 16)
  c += ldc
  v128.store(c, c30)
  v128.store(c, c31, 16)
}

/**
 * A by columns: four neighbouring values at `a`, the next four `pixel` bytes on, `width` of them in a
 * row; rows are `row` bytes apart and after every `height` rows the pointer also skips `gap` bytes. One run of a
 * packed panel is a single row; a filter gradient walks the pixels of an image batch.
 */
export function tileColumns(
  a: usize, pixel: usize, width: usize, rows: i32, row: usize, firstRow: i32, height: i32, gap: usize,
  b: usize, c: usize, ldc: usize, init: usize, initStride: usize,
): void {
  let c00 = v128.load(init), c01 = v128.load(init, 16)
  init += initStride
  let c10 = v128.load(init), c11 = v128.load(init, 16)
  init += initStride
  let c20 = v128.load(init), c21 = v128.load(init, 16)
  init += initStride
  let c30 = v128.load(init), c31 = v128.load(init, 16)
  const stretch = width * NR
  let y = firstRow
  for (let r = 0; r < rows; r++) {
    let p = a
    const end = b + stretch
    while (b < end) {
      const b0 = v128.load(b), b1 = v128.load(b, 16)
      const x0 = v128.load32_splat(p)
      c00 = madd(x0, b0, c00)
      c01 = madd(x0, b1, c01)
      const x1 = v128.load32_splat(p, 4)
      c10 = madd(x1, b0, c10)
      c11 = madd(x1, b1, c11)
      const x2 = v128.load32_splat(p, 8)
      c20 = madd(x2, b0, c20)
      c21 = madd(x2, b1, c21)
      const x3 = v128.load32_splat(p, 12)
      c30 = madd(x3, b0, c30)
      c31 = madd(x3, b1, c31)
      p += pixel
      b += NR
    }
    a += row
    if (++y == height) {
      y = 0
      a += gap
    }
  }
  v128.store(c, c00)
  v128.store(c, c01, 16)
  c += ldc
  v128.store(c, c10)
  v128.store(c, c11, 16)
  c += ldc
  v128.store(c, c20)
  v128.store(c, c21, 16)
  c += ldc
  v128.store(c, c30)
  v128.store(c, c31, 16)
}

/** Copies the part of a 4×8 tile that lies inside the matrix: at most `rows` × `columns` values. */
export function copyTile(
  from: usize, fromStride: usize, to: usize, toStride: usize, rows: i32, columns: usize,
): void {
  for (let r = 0; r < rows; r++) {
    for (let j: usize = 0; j < columns; j++) store<f32>(to + (j << 2), load<f32>(from + (j << 2)))
    from += fromStride
    to += toStride
  }
}
