import { expV, logV, splat } from './math'

/**
 * Reductions of [outer, depth, inner] over the middle axis. inner = 1: [begin, end) counts rows, lanes
 * run along the row. Otherwise it counts groups of 16 inner columns (outer × ceil(inner / 16)).
 * The order of additions depends on the shape only. Long sums go through partial sums of BLOCK values,
 * which keeps the rounding error near that of a pairwise sum.
 */
const BLOCK = 256

class Sum {
  @inline start(): f32 { return 0 }
  @inline apply(a: v128, b: v128): v128 { return f32x4.add(a, b) }
}
class Prod {
  @inline start(): f32 { return 1 }
  @inline apply(a: v128, b: v128): v128 { return f32x4.mul(a, b) }
}
class Max {
  @inline start(): f32 { return -Infinity }
  @inline apply(a: v128, b: v128): v128 { return f32x4.max(a, b) }
}
class Min {
  @inline start(): f32 { return Infinity }
  @inline apply(a: v128, b: v128): v128 { return f32x4.min(a, b) }
}

// @ts-ignore: decorator
@inline
function foldRow<T>(x: usize, depth: i32): v128 {
  const op = changetype<T>(0)
  // @ts-ignore: every op has start and apply
  let total = splat(op.start())
  let left = depth
  while (left > 3) {
    // @ts-ignore: as above
    let s0 = splat(op.start()), s1 = s0, s2 = s0, s3 = s0
    let n = min(left, BLOCK * 4) & ~3
    left -= n
    for (; n > 15; n -= 16, x += 64) {
      // @ts-ignore: as above
      s0 = op.apply(s0, v128.load(x)), s1 = op.apply(s1, v128.load(x, 16))
      // @ts-ignore: as above
      s2 = op.apply(s2, v128.load(x, 32)), s3 = op.apply(s3, v128.load(x, 48))
    }
    for (; n > 0; n -= 4, x += 16) {
      // @ts-ignore: as above
      s0 = op.apply(s0, v128.load(x))
    }
    // @ts-ignore: as above
    total = op.apply(total, op.apply(op.apply(s0, s1), op.apply(s2, s3)))
  }
  // Lanes together, then the last one to three values.
  // @ts-ignore: as above
  total = op.apply(total, v128.shuffle<f32>(total, total, 2, 3, 0, 1))
  // @ts-ignore: as above
  total = op.apply(total, v128.shuffle<f32>(total, total, 1, 0, 3, 2))
  for (; left > 0; left--, x += 4) {
    // @ts-ignore: as above
    total = op.apply(total, v128.load32_splat(x))
  }
  return total
}

// @ts-ignore: decorator
@inline
function fold<T>(x: usize, out: usize, depth: i32, inner: i32, scale: f32, begin: i32, end: i32): void {
  const op = changetype<T>(0)
  const factor = splat(scale)
  if (inner == 1) {
    for (let r = begin; r < end; r++) {
      const total = f32x4.mul(foldRow<T>(x + ((<usize>r * <usize>depth) << 2), depth), factor)
      store<f32>(out + ((<usize>r) << 2), f32x4.extract_lane(total, 0))
    }
    return
  }
  const groups = (inner + 15) >> 4
  const stride = (<usize>inner) << 2
  for (let item = begin; item < end; item++) {
    const o = item / groups
    const column = (item - o * groups) << 4
    let p = x + (<usize>o * <usize>depth * stride) + ((<usize>column) << 2)
    const to = out + <usize>o * stride + ((<usize>column) << 2)
    const lanes = min(inner - column, 16)
    // @ts-ignore: as above
    const start = splat(op.start())
    let t0 = start, t1 = start, t2 = start, t3 = start
    for (let left = depth; left > 0; left -= BLOCK) {
      let s0 = start, s1 = start, s2 = start, s3 = start
      const n = min(left, BLOCK)
      if (lanes > 4) {
        for (let i = 0; i < n; i++, p += stride) {
          // @ts-ignore: as above
          s0 = op.apply(s0, v128.load(p)), s1 = op.apply(s1, v128.load(p, 16))
          // @ts-ignore: as above
          s2 = op.apply(s2, v128.load(p, 32)), s3 = op.apply(s3, v128.load(p, 48))
        }
      } else {
        for (let i = 0; i < n; i++, p += stride) {
          // @ts-ignore: as above
          s0 = op.apply(s0, v128.load(p))
        }
      }
      // @ts-ignore: as above
      t0 = op.apply(t0, s0), t1 = op.apply(t1, s1), t2 = op.apply(t2, s2), t3 = op.apply(t3, s3)
    }
    storeLanes(to, f32x4.mul(t0, factor), lanes)
    storeLanes(to + 16, f32x4.mul(t1, factor), lanes - 4)
    storeLanes(to + 32, f32x4.mul(t2, factor), lanes - 8)
    storeLanes(to + 48, f32x4.mul(t3, factor), lanes - 12)
  }
}

// @ts-ignore: decorator
@inline
function storeLanes(to: usize, value: v128, lanes: i32): void {
  if (lanes >= 4) v128.store(to, value)
  else if (lanes > 0) {
    store<f32>(to, f32x4.extract_lane(value, 0))
    if (lanes > 1) store<f32>(to, f32x4.extract_lane(value, 1), 4)
    if (lanes > 2) store<f32>(to, f32x4.extract_lane(value, 2), 8)
  }
}

export function reduceSum(x: usize, out: usize, depth: i32, inner: i32, scale: f32, begin: i32, end: i32): void { fold<Sum>(x, out, depth, inner, scale, begin, end) }
export function reduceProd(x: usize, out: usize, depth: i32, inner: i32, scale: f32, begin: i32, end: i32): void { fold<Prod>(x, out, depth, inner, scale, begin, end) }
export function reduceMax(x: usize, out: usize, depth: i32, inner: i32, scale: f32, begin: i32, end: i32): void { fold<Max>(x, out, depth, inner, scale, begin, end) }
export function reduceMin(x: usize, out: usize, depth: i32, inner: i32, scale: f32, begin: i32, end: i32): void { fold<Min>(x, out, depth, inner, scale, begin, end) }

/** int32 sums wrap, as in tfjs. */
export function reduceSumInt(x: usize, out: usize, depth: i32, inner: i32, scale: f32, begin: i32, end: i32): void {
  for (let item = begin; item < end; item++) {
    const o = item / inner
    let p = x + ((<usize>(o * depth * inner + (item - o * inner))) << 2)
    let total = 0
    for (let i = 0; i < depth; i++, p += (<usize>inner) << 2) total += load<i32>(p)
    store<i32>(out + ((<usize>item) << 2), total)
  }
}

/** Bytes: any (0) or all (1) of each row of `depth`. */
export function reduceBool(x: usize, out: usize, depth: i32, all: i32, begin: i32, end: i32): void {
  for (let r = begin; r < end; r++) {
    const p = x + <usize>r * <usize>depth
    let value = all
    for (let i = 0; i < depth; i++) {
      if (all) value &= <i32>load<u8>(p + <usize>i)
      else value |= <i32>load<u8>(p + <usize>i)
    }
    store<u8>(out + <usize>r, <u8>value)
  }
}

/** Index of the first largest (sign 1) or smallest (sign −1) value of each row; NaN never wins. */
export function argExtremum(x: usize, out: usize, depth: i32, sign: f32, begin: i32, end: i32): void {
  for (let r = begin; r < end; r++) {
    const p = x + ((<usize>r * <usize>depth) << 2)
    let best = load<f32>(p) * sign
    let index = 0
    for (let i = 1; i < depth; i++) {
      const value = load<f32>(p + ((<usize>i) << 2)) * sign
      if (value > best) {
        best = value
        index = i
      }
    }
    store<i32>(out + ((<usize>r) << 2), index)
  }
}

/** Rows of `depth` logits → softmax (log = 0) or its logarithm (log = 1). */
export function softmax(x: usize, out: usize, depth: i32, log: i32, begin: i32, end: i32): void {
  for (let r = begin; r < end; r++) {
    const row = ((<usize>r * <usize>depth)) << 2
    const top = foldRow<Max>(x + row, depth)
    let sum = splat(0)
    let i = 0
    for (; i + 3 < depth; i += 4) {
      const at = row + ((<usize>i) << 2)
      const shifted = f32x4.sub(v128.load(x + at), top)
      const e = expV(shifted)
      sum = f32x4.add(sum, e)
      v128.store(out + at, log ? shifted : e)
    }
    sum = f32x4.add(sum, v128.shuffle<f32>(sum, sum, 2, 3, 0, 1))
    sum = f32x4.add(sum, v128.shuffle<f32>(sum, sum, 1, 0, 3, 2))
    for (; i < depth; i++) {
      const at = row + ((<usize>i) << 2)
      const shifted = f32x4.sub(v128.load32_splat(x + at), top)
      const e = expV(shifted)
      sum = f32x4.add(sum, e)
      store<f32>(out + at, f32x4.extract_lane(log ? shifted : e, 0))
    }
    const norm = log ? logV(sum) : f32x4.div(splat(1), sum)
    for (i = 0; i < depth; i++) {
      const at = out + row + ((<usize>i) << 2)
      const value = load<f32>(at)
      const n = f32x4.extract_lane(norm, 0)
      store<f32>(at, log ? value - n : value * n)
    }
  }
}
