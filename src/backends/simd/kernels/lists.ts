import { splat } from './math'
import { LISTS_OFFSET, ROWS_OFFSET, scratch, ZEROS_OFFSET } from './scratch'

/**
 * Lists of what is not zero in a block of A, one a row: the byte offsets of B's rows in their strip, and VALUES bytes on
 * the values. `step` is the distance of B's rows in a strip.
 */

/** Depth of a block, at most: a strip of it is 36 KB and stays in the L1 cache. */
export const DEPTH = 192
/** Bytes of offsets that name everything, with room for the last vector written. */
export const VALUES: usize = DEPTH * 4 + 64
export const LIST: usize = VALUES * 2
/** Rows of a block, at most. */
const ROWS = 64
/** Where the ends of the lists lie in scratch, then the lists. */
export const ENDS: usize = LISTS_OFFSET
export const LISTS: usize = LISTS_OFFSET + ROWS * 4

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
  v128.store(to, pick(offsets, bytes))
  v128.store(to, pick(v, bytes), VALUES)
  return to + ((<usize>popcnt(mask)) << 2)
}

/** Ends list `i` at `to`. */
// @ts-ignore: decorator
@inline
function finishList(i: i32, to: usize): void {
  store<usize>(scratch + ENDS + ((<usize>i) << 2), to)
}

/** Lanes of the last vector of a row that are inside it. */
const LANES = memory.data<u32>([
  0xffffffff, 0, 0, 0, 0xffffffff, 0xffffffff, 0, 0, 0xffffffff, 0xffffffff, 0xffffffff, 0,
])

/** List `i`, of `depth` values from `from` on. */
// @ts-ignore: decorator
@inline
function listRow(i: i32, from: usize, depth: i32, step: i32): void {
  const list = scratch + LISTS + <usize>i * LIST
  const next = i32x4.splat(step << 2)
  let offsets = i32x4.mul(i32x4(0, 1, 2, 3), i32x4.splat(step))
  let to = list
  let left = depth
  for (; left > 3; left -= 4, from += 16) {
    to = append(to, v128.load(from), offsets)
    offsets = i32x4.add(offsets, next)
  }
  if (left > 0) {
    const inside = v128.load(LANES + ((<usize>(left - 1)) << 4))
    to = append(to, v128.and(v128.load(from), inside), offsets)
  }
  finishList(i, to)
}

/** Lists of `count` rows of `depth` values, each `offset` bytes after its pointer (at scratch + ROWS_OFFSET). */
export function listRows(offset: usize, depth: i32, count: i32, step: i32): void {
  const rows = scratch + ROWS_OFFSET
  for (let i = 0; i < count; i++) listRow(i, load<usize>(rows + ((<usize>i) << 2)) + offset, depth, step)
}

/** The same for A stored as [depth × rows], four rows at a time. */
export function listColumns(a: usize, lda: usize, depth: i32, count: i32, step: i32): void {
  const next = i32x4.splat(step << 2)
  const zeros = scratch + ZEROS_OFFSET
  let list = scratch + LISTS
  for (let i = 0; i < count; i += 4, a += 16, list += LIST * 4) {
    let t0 = list, t1 = list + LIST, t2 = list + LIST * 2, t3 = list + LIST * 3
    let offsets = i32x4.mul(i32x4(0, 1, 2, 3), i32x4.splat(step))
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
      offsets = i32x4.add(offsets, next)
    }
    finishList(i, t0)
    finishList(i + 1, t1)
    finishList(i + 2, t2)
    finishList(i + 3, t3)
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
