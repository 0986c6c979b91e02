import { activate } from './activation'
import { madd, splat } from './math'
import { PANEL_OFFSET, scratch, ZEROS_OFFSET } from './scratch'
import { copyTile } from './tile'

/**
 * Products whose left side is half zeros: what comes out of a ReLU, gradients that went through one, images on black.
 * Zeros are left out instead of multiplied. The others add up in the same order as in gemm.ts, and a finite b · 0 changes
 * no sum: so the result has the same bits.
 *
 * A block of A becomes lists, one a row, of (byte offset of the row of B in its panel, value): eight bytes each. A row
 * of C then takes from up to four panels of B what its list names.
 */

/** Depth of a block, at most: four panels of it are 32 KB, the L1 cache. */
const DEPTH = 256
/** Bytes of a list that names everything, with room for the last vectors written. */
const LIST: usize = DEPTH * 8 + 64
/** Rows of a block. */
const SPARSE_ROWS = 64
/** Where the ends of the lists lie in scratch, then the lists. */
const ENDS: usize = PANEL_OFFSET
const LISTS: usize = PANEL_OFFSET + SPARSE_ROWS * 4

/** For each of the 16 patterns of non-zero lanes: the bytes that move those lanes to the front. */
const COMPACT = memory.data<u8>([
  0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3,
  4, 5, 6, 7, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 0, 1, 2, 3,
  8, 9, 10, 11, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 8, 9, 10, 11, 0, 1, 2, 3, 0, 1, 2, 3,
  4, 5, 6, 7, 8, 9, 10, 11, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0, 1, 2, 3,
  12, 13, 14, 15, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 12, 13, 14, 15, 0, 1, 2, 3, 0, 1, 2, 3,
  4, 5, 6, 7, 12, 13, 14, 15, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 6, 7, 12, 13, 14, 15, 0, 1, 2, 3,
  8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3,
  4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
])

// @ts-ignore: decorator
@inline
function pick(v: v128, bytes: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return i8x16.relaxed_swizzle(v, bytes)
  return i8x16.swizzle(v, bytes)
}

/** Appends the non-zero lanes of `v` (a NaN is one); returns the list's new end. */
// @ts-ignore: decorator
@inline
function append(to: usize, v: v128, offsets: v128): usize {
  const mask = i32x4.bitmask(f32x4.ne(v, splat(0)))
  const bytes = v128.load(COMPACT + ((<usize>mask) << 4))
  const x = pick(v, bytes)
  const o = pick(offsets, bytes)
  v128.store(to, v128.shuffle<f32>(o, x, 0, 4, 1, 5))
  v128.store(to, v128.shuffle<f32>(o, x, 2, 6, 3, 7), 16)
  return to + ((<usize>popcnt(mask)) << 3)
}

/** Ends list `i` at `to`, with a zero where the number of entries is odd: they are taken in pairs. */
// @ts-ignore: decorator
@inline
function finishList(i: i32, list: usize, to: usize): void {
  store<u64>(to, 0)
  store<usize>(scratch + ENDS + ((<usize>i) << 2), to + ((to - list) & 8))
}

/** Lanes of the last vector of a row that are inside it. */
const LANES = memory.data<u32>([
  0xffffffff, 0, 0, 0, 0xffffffff, 0xffffffff, 0, 0, 0xffffffff, 0xffffffff, 0xffffffff, 0,
])

/** Lists of `count` rows of `depth` values. */
function listRows(a: usize, lda: usize, depth: i32, count: i32): void {
  const first = i32x4(0, 32, 64, 96)
  const step = i32x4.splat(128)
  let list = scratch + LISTS
  for (let i = 0; i < count; i++, a += lda, list += LIST) {
    let to = list
    let offsets = first
    let from = a
    let left = depth
    for (; left > 3; left -= 4, from += 16) {
      to = append(to, v128.load(from), offsets)
      offsets = i32x4.add(offsets, step)
    }
    if (left > 0) {
      const inside = v128.load(LANES + ((<usize>(left - 1)) << 4))
      to = append(to, v128.and(v128.load(from), inside), offsets)
    }
    finishList(i, list, to)
  }
}

/** The same for A stored as [depth × rows], four rows at a time. */
function listColumns(a: usize, lda: usize, depth: i32, count: i32): void {
  const step = i32x4.splat(128)
  const zeros = scratch + ZEROS_OFFSET
  let list = scratch + LISTS
  for (let i = 0; i < count; i += 4, a += 16, list += LIST * 4) {
    let t0 = list, t1 = list + LIST, t2 = list + LIST * 2, t3 = list + LIST * 3
    let offsets = i32x4(0, 32, 64, 96)
    let from = a
    for (let left = depth; left > 0; left -= 4, from += lda << 2) {
      const r0 = v128.load(from)
      const r1 = v128.load(left > 1 ? from + lda : zeros)
      const r2 = v128.load(left > 2 ? from + lda * 2 : zeros)
      const r3 = v128.load(left > 3 ? from + lda * 3 : zeros)
      const u0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5)
      const u1 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7)
      const u2 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5)
      const u3 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7)
      t0 = append(t0, v128.shuffle<f32>(u0, u2, 0, 1, 4, 5), offsets)
      t1 = append(t1, v128.shuffle<f32>(u0, u2, 2, 3, 6, 7), offsets)
      t2 = append(t2, v128.shuffle<f32>(u1, u3, 0, 1, 4, 5), offsets)
      t3 = append(t3, v128.shuffle<f32>(u1, u3, 2, 3, 6, 7), offsets)
      offsets = i32x4.add(offsets, step)
    }
    finishList(i, list, t0)
    finishList(i + 1, list + LIST, t1)
    finishList(i + 2, list + LIST * 2, t2)
    finishList(i + 3, list + LIST * 3, t3)
  }
}

/** One row of C in four panels from `b` on, `far` bytes apart: what its list names, from `init` on. */
function sparseRow4(from: usize, end: usize, b: usize, far: usize, c: usize, init: usize): void {
  const p1 = b + far, p2 = p1 + far, p3 = p2 + far
  let c0 = v128.load(init), c1 = v128.load(init, 16), c2 = v128.load(init, 32), c3 = v128.load(init, 48)
  let c4 = v128.load(init, 64), c5 = v128.load(init, 80), c6 = v128.load(init, 96), c7 = v128.load(init, 112)
  while (from < end) {
    const o = load<usize>(from)
    const x = v128.load32_splat(from, 4)
    c0 = madd(x, v128.load(b + o), c0), c1 = madd(x, v128.load(b + o, 16), c1)
    c2 = madd(x, v128.load(p1 + o), c2), c3 = madd(x, v128.load(p1 + o, 16), c3)
    c4 = madd(x, v128.load(p2 + o), c4), c5 = madd(x, v128.load(p2 + o, 16), c5)
    c6 = madd(x, v128.load(p3 + o), c6), c7 = madd(x, v128.load(p3 + o, 16), c7)
    const q = load<usize>(from, 8)
    const y = v128.load32_splat(from, 12)
    c0 = madd(y, v128.load(b + q), c0), c1 = madd(y, v128.load(b + q, 16), c1)
    c2 = madd(y, v128.load(p1 + q), c2), c3 = madd(y, v128.load(p1 + q, 16), c3)
    c4 = madd(y, v128.load(p2 + q), c4), c5 = madd(y, v128.load(p2 + q, 16), c5)
    c6 = madd(y, v128.load(p3 + q), c6), c7 = madd(y, v128.load(p3 + q, 16), c7)
    from += 16
  }
  v128.store(c, c0), v128.store(c, c1, 16), v128.store(c, c2, 32), v128.store(c, c3, 48)
  v128.store(c, c4, 64), v128.store(c, c5, 80), v128.store(c, c6, 96), v128.store(c, c7, 112)
}

/** The same in one panel. */
function sparseRow1(from: usize, end: usize, b: usize, c: usize, init: usize): void {
  let c0 = v128.load(init), c1 = v128.load(init, 16)
  for (; from < end; from += 8) {
    const o = load<usize>(from)
    const x = v128.load32_splat(from, 4)
    c0 = madd(x, v128.load(b + o), c0), c1 = madd(x, v128.load(b + o, 16), c1)
  }
  v128.store(c, c0), v128.store(c, c1, 16)
}

/** All listed rows times the panels [j, panels) that fit into groups of four, then one by one. */
function sparseRows(
  count: i32, b: usize, far: usize, panels: i32, columns: i32, c: usize, ldc: usize, init: usize, step: usize,
  initStep: usize,
): void {
  const lists = scratch + LISTS
  const ends = scratch + ENDS
  for (let j = 0; j < panels;) {
    const width = columns - (j << 3)
    const four = width >= 32
    let list = lists
    let to = c + ((<usize>j) << 5)
    let start = init + <usize>j * step
    for (let i = 0; i < count; i++, to += ldc, start += initStep, list += LIST) {
      const end = load<usize>(ends + ((<usize>i) << 2))
      if (four) sparseRow4(list, end, b, far, to, start)
      else if (width >= 8) sparseRow1(list, end, b, to, start)
      else {
        sparseRow1(list, end, b, scratch, start)
        copyTile(scratch, 0, to, 0, 1, <usize>width)
      }
    }
    b += four ? far << 2 : far
    j += four ? 4 : 1
  }
}

/**
 * C [M × N] = act(A [M × K] · B + bias) as in gemm.ts, B packed and finite; A is [K × M] when `transposed`.
 * Work items: blocks of `blockRows` rows (a multiple of four, SPARSE_ROWS at most), [begin, end).
 */
export function gemmSparse(
  a: usize, lda: usize, transposed: i32, m: i32, k: i32, b: usize, n: i32, c: usize, bias: usize, kind: i32,
  alpha: f32, blockRows: i32, begin: i32, end: i32,
): void {
  const panels = (n + 7) >> 3
  const ldc = (<usize>n) << 2
  const far = (<usize>k) << 5
  const blocks = (k + DEPTH - 1) / DEPTH
  const depth = ((k + blocks - 1) / blocks + 3) & ~3
  for (let item = begin; item < end; item++) {
    const row = item * blockRows
    const count = min(blockRows, m - row)
    const to = c + <usize>row * ldc
    for (let k0 = 0; k0 < k; k0 += depth) {
      const here = min(depth, k - k0)
      if (transposed) listColumns(a + <usize>k0 * lda + ((<usize>row) << 2), lda, here, count)
      else listRows(a + <usize>row * lda + ((<usize>k0) << 2), lda, here, count)
      const init = k0 > 0 ? to : bias == 0 ? scratch + ZEROS_OFFSET : bias
      const step: usize = k0 == 0 && bias == 0 ? 0 : 32
      const initStep: usize = k0 > 0 ? ldc : 0
      sparseRows(count, b + ((<usize>k0) << 5), far, panels, n, to, ldc, init, step, initStep)
    }
    if (kind) activate(to, ldc, count, n, kind, alpha)
  }
}

/** Zeros in `rows` rows of `width` values, `stride` bytes apart. */
export function countZeros(x: usize, rows: i32, width: i32, stride: usize): i32 {
  let sum = i32x4.splat(0)
  let total = 0
  for (let r = 0; r < rows; r++, x += stride) {
    let p = x
    let i = width
    for (; i > 3; i -= 4, p += 16) sum = i32x4.sub(sum, f32x4.eq(v128.load(p), splat(0)))
    for (; i > 0; i--, p += 4) total += load<f32>(p) == 0 ? 1 : 0
  }
  total += i32x4.extract_lane(sum, 0) + i32x4.extract_lane(sum, 1)
  return total + i32x4.extract_lane(sum, 2) + i32x4.extract_lane(sum, 3)
}
