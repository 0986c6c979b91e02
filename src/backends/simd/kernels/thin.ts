import { activate } from './activation'
import { madd, splat } from './math'
import { scratch } from './scratch'
import { copyTile } from './tile'

/**
 * Matrix products with a thin side, where the 4×8 tile of gemm.ts would mostly multiply padding: the first and the last
 * layers of small networks. The order of additions depends on the shape only.
 */

/** Of activation.ts: applied on the way out; the others in a pass of their own. */
const RELU = 1
const LEAKY = 4

/** One row of A (`depth` values, at most four) times B's panels. `depth` is a constant at every call. */
// @ts-ignore: decorator
@inline
function shallowRow(
  depth: i32, a: usize, b: usize, panels: i32, width: i32, c: usize, bias: usize, step: usize, kind: i32, alpha: v128,
): void {
  const zero = splat(0)
  const a0 = v128.load32_splat(a)
  const a1 = depth > 1 ? v128.load32_splat(a, 4) : a0
  const a2 = depth > 2 ? v128.load32_splat(a, 8) : a0
  const a3 = depth > 3 ? v128.load32_splat(a, 12) : a0
  for (let j = 0; j < panels; j++) {
    let c0 = madd(a0, v128.load(b), v128.load(bias)), c1 = madd(a0, v128.load(b, 16), v128.load(bias, 16))
    if (depth > 1) c0 = madd(a1, v128.load(b, 32), c0), c1 = madd(a1, v128.load(b, 48), c1)
    if (depth > 2) c0 = madd(a2, v128.load(b, 64), c0), c1 = madd(a2, v128.load(b, 80), c1)
    if (depth > 3) c0 = madd(a3, v128.load(b, 96), c0), c1 = madd(a3, v128.load(b, 112), c1)
    if (kind == RELU) c0 = f32x4.pmax(c0, zero), c1 = f32x4.pmax(c1, zero)
    else if (kind == LEAKY) {
      c0 = v128.bitselect(f32x4.mul(c0, alpha), c0, f32x4.lt(c0, zero))
      c1 = v128.bitselect(f32x4.mul(c1, alpha), c1, f32x4.lt(c1, zero))
    }
    const to = j == panels - 1 && width < 8 ? scratch : c
    v128.store(to, c0)
    v128.store(to, c1, 16)
    b += <usize>depth << 5
    bias += step
    c += 32
  }
  if (width < 8) copyTile(scratch, 32, c - 32, 32, 1, <usize>width)
}

/** C [M × N] = act(A [M × K] · B + bias) for K ≤ 4. B packed; bias 0 or [N]; [begin, end) counts rows. */
export function gemmShallow(
  a: usize, k: i32, b: usize, n: i32, c: usize, bias: usize, kind: i32, alpha: f32, begin: i32, end: i32,
): void {
  const panels = (n + 7) >> 3
  const width = n - ((panels - 1) << 3)
  const start = bias == 0 ? scratch + 128 : bias
  const step: usize = bias == 0 ? 0 : 32
  const slope = splat(alpha)
  for (let row = begin; row < end; row++) {
    const from = a + ((<usize>row * <usize>k) << 2)
    const to = c + ((<usize>row * <usize>n) << 2)
    if (k == 1) shallowRow(1, from, b, panels, width, to, start, step, kind, slope)
    else if (k == 2) shallowRow(2, from, b, panels, width, to, start, step, kind, slope)
    else if (k == 3) shallowRow(3, from, b, panels, width, to, start, step, kind, slope)
    else shallowRow(4, from, b, panels, width, to, start, step, kind, slope)
  }
  if (kind && kind != RELU && kind != LEAKY) {
    activate(c + ((<usize>begin * <usize>n) << 2), (<usize>n) << 2, end - begin, n, kind, alpha)
  }
}

/** C [M × N] = act(A [M × K] · B + bias) for N ≤ 4, B by columns: [N × K]. [begin, end) counts rows. */
export function gemmNarrow(
  a: usize, k: i32, b: usize, n: i32, c: usize, bias: usize, kind: i32, alpha: f32, begin: i32, end: i32,
): void {
  const bytes = (<usize>k) << 2
  const whole = bytes & ~15
  const last = a + <usize>(end - 1) * bytes
  for (let row = begin; row < end; row += 4) {
    const a0 = a + <usize>row * bytes
    const a1 = min(a0 + bytes, last)
    const a2 = min(a1 + bytes, last)
    const a3 = min(a2 + bytes, last)
    for (let j = 0; j < n; j++) {
      const column = b + <usize>j * bytes
      let s0 = splat(0), s1 = s0, s2 = s0, s3 = s0
      for (let x: usize = 0; x < whole; x += 16) {
        const v = v128.load(column + x)
        s0 = madd(v128.load(a0 + x), v, s0)
        s1 = madd(v128.load(a1 + x), v, s1)
        s2 = madd(v128.load(a2 + x), v, s2)
        s3 = madd(v128.load(a3 + x), v, s3)
      }
      // The four sums of four lanes, side by side.
      const t0 = f32x4.add(v128.shuffle<f32>(s0, s1, 0, 4, 1, 5), v128.shuffle<f32>(s0, s1, 2, 6, 3, 7))
      const t1 = f32x4.add(v128.shuffle<f32>(s2, s3, 0, 4, 1, 5), v128.shuffle<f32>(s2, s3, 2, 6, 3, 7))
      let total = f32x4.add(v128.shuffle<f32>(t0, t1, 0, 1, 4, 5), v128.shuffle<f32>(t0, t1, 2, 3, 6, 7))
      for (let x = whole; x < bytes; x += 4) {
        let v = v128.load32_splat(a0 + x)
        v = v128.load32_lane(a1 + x, v, 1)
        v = v128.load32_lane(a2 + x, v, 2)
        v = v128.load32_lane(a3 + x, v, 3)
        total = madd(v, v128.load32_splat(column + x), total)
      }
      if (bias) total = f32x4.add(total, v128.load32_splat(bias + ((<usize>j) << 2)))
      scatter(total, c + ((<usize>row * <usize>n + <usize>j) << 2), n, end - row)
    }
  }
  if (kind) activate(c + ((<usize>begin * <usize>n) << 2), (<usize>n) << 2, end - begin, n, kind, alpha)
}

/** Four lanes (`count` of them) to every n-th place. */
// @ts-ignore: decorator
@inline
function scatter(value: v128, to: usize, n: i32, count: i32): void {
  const step = (<usize>n) << 2
  store<f32>(to, f32x4.extract_lane(value, 0))
  if (count > 1) store<f32>(to + step, f32x4.extract_lane(value, 1))
  if (count > 2) store<f32>(to + step * 2, f32x4.extract_lane(value, 2))
  if (count > 3) store<f32>(to + step * 3, f32x4.extract_lane(value, 3))
}

/**
 * C [M × N] = Aᵀ · B for N ≤ 4, A stored as [K × M]; B's element (x, j) lies at x · stepK + j · stepN bytes.
 * [begin, end) counts groups of 16 rows of C.
 */
export function gemmThin(
  a: usize, m: i32, k: i32, b: usize, stepK: usize, stepN: usize, n: i32, c: usize, begin: i32, end: i32,
): void {
  const stride = (<usize>m) << 2
  for (let item = begin; item < end; item++) {
    const row = item << 4
    for (let j = 0; j < n; j++) {
      let p = a + ((<usize>row) << 2)
      let q = b + <usize>j * stepN
      let s0 = splat(0), s1 = s0, s2 = s0, s3 = s0, t0 = s0, t1 = s0, t2 = s0, t3 = s0
      let x = 0
      for (; x + 1 < k; x += 2) {
        const v = v128.load32_splat(q)
        s0 = madd(v128.load(p), v, s0)
        s1 = madd(v128.load(p, 16), v, s1)
        s2 = madd(v128.load(p, 32), v, s2)
        s3 = madd(v128.load(p, 48), v, s3)
        p += stride
        q += stepK
        const w = v128.load32_splat(q)
        t0 = madd(v128.load(p), w, t0)
        t1 = madd(v128.load(p, 16), w, t1)
        t2 = madd(v128.load(p, 32), w, t2)
        t3 = madd(v128.load(p, 48), w, t3)
        p += stride
        q += stepK
      }
      if (x < k) {
        const v = v128.load32_splat(q)
        s0 = madd(v128.load(p), v, s0)
        s1 = madd(v128.load(p, 16), v, s1)
        s2 = madd(v128.load(p, 32), v, s2)
        s3 = madd(v128.load(p, 48), v, s3)
      }
      const to = c + ((<usize>row * <usize>n + <usize>j) << 2)
      const left = m - row
      const step = (<usize>n) << 4
      scatter(f32x4.add(s0, t0), to, n, left)
      if (left > 4) scatter(f32x4.add(s1, t1), to + step, n, left - 4)
      if (left > 8) scatter(f32x4.add(s2, t2), to + step * 2, n, left - 8)
      if (left > 12) scatter(f32x4.add(s3, t3), to + step * 3, n, left - 12)
    }
  }
}

/** B [K × N] → its columns [N × K]. */
export function packColumns(b: usize, k: i32, n: i32, out: usize): void {
  for (let x = 0; x < k; x++) {
    for (let j = 0; j < n; j++, b += 4) store<f32>(out + ((<usize>(j * k + x)) << 2), load<f32>(b))
  }
}
