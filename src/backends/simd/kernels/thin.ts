import { activate } from './activation'
import { madd, splat } from './math'
import { scratch, ZEROS_OFFSET } from './scratch'
import { copyTile } from './tile'

/**
 * Matrix products with a thin side, where the 6×8 tile of gemm.ts would mostly multiply padding: the first and the last
 * layers of small networks. The order of additions depends on the shape only.
 */

/** Of activation.ts: applied on the way out; the others in a pass of their own. */
const RELU = 1
const LEAKY = 4

/** Rows of C that stay in the L1 cache while the panels of B pass by. */
const SHALLOW_ROWS = 16

/** Some rows of A (`depth` values each, at most four) times B's panels. `depth` is a constant at every call. */
// @ts-ignore: decorator
@inline
function shallowRows(
  depth: i32, a: usize, rows: i32, b: usize, n: i32, c: usize, bias: usize, step: usize, kind: i32, alpha: v128,
): void {
  const zero = splat(0)
  const ldc = (<usize>n) << 2
  for (let column = 0; column < n; column += 8, b += <usize>depth << 5, bias += step, c += 32) {
    const t0 = v128.load(bias), t1 = v128.load(bias, 16)
    const b0 = v128.load(b), b1 = v128.load(b, 16)
    const b2 = depth > 1 ? v128.load(b, 32) : b0, b3 = depth > 1 ? v128.load(b, 48) : b0
    const b4 = depth > 2 ? v128.load(b, 64) : b0, b5 = depth > 2 ? v128.load(b, 80) : b0
    const b6 = depth > 3 ? v128.load(b, 96) : b0, b7 = depth > 3 ? v128.load(b, 112) : b0
    const wide = n - column
    const whole = wide >= 8
    let from = a
    let to = c
    for (let r = 0; r < rows; r++, from += <usize>depth << 2, to += ldc) {
      const x = v128.load32_splat(from)
      let c0 = madd(x, b0, t0), c1 = madd(x, b1, t1)
      if (depth > 1) {
        const y = v128.load32_splat(from, 4)
        c0 = madd(y, b2, c0), c1 = madd(y, b3, c1)
      }
      if (depth > 2) {
        const y = v128.load32_splat(from, 8)
        c0 = madd(y, b4, c0), c1 = madd(y, b5, c1)
      }
      if (depth > 3) {
        const y = v128.load32_splat(from, 12)
        c0 = madd(y, b6, c0), c1 = madd(y, b7, c1)
      }
      if (kind == RELU) c0 = f32x4.pmax(c0, zero), c1 = f32x4.pmax(c1, zero)
      else if (kind == LEAKY) {
        c0 = v128.bitselect(f32x4.mul(c0, alpha), c0, f32x4.lt(c0, zero))
        c1 = v128.bitselect(f32x4.mul(c1, alpha), c1, f32x4.lt(c1, zero))
      }
      if (whole) {
        v128.store(to, c0)
        v128.store(to, c1, 16)
      } else {
        v128.store(scratch, c0)
        v128.store(scratch, c1, 16)
        copyTile(scratch, 0, to, 0, 1, <usize>wide)
      }
    }
  }
}

/** One function a depth: in a single large one V8 keeps B in memory instead of registers. */
function shallow1(
  a: usize, rows: i32, b: usize, n: i32, c: usize, bias: usize, step: usize, kind: i32, alpha: v128,
): void {
  shallowRows(1, a, rows, b, n, c, bias, step, kind, alpha)
}

function shallow2(
  a: usize, rows: i32, b: usize, n: i32, c: usize, bias: usize, step: usize, kind: i32, alpha: v128,
): void {
  shallowRows(2, a, rows, b, n, c, bias, step, kind, alpha)
}

function shallow3(
  a: usize, rows: i32, b: usize, n: i32, c: usize, bias: usize, step: usize, kind: i32, alpha: v128,
): void {
  shallowRows(3, a, rows, b, n, c, bias, step, kind, alpha)
}

function shallow4(
  a: usize, rows: i32, b: usize, n: i32, c: usize, bias: usize, step: usize, kind: i32, alpha: v128,
): void {
  shallowRows(4, a, rows, b, n, c, bias, step, kind, alpha)
}

/** C [M × N] = act(A [M × K] · B + bias) for K ≤ 4. B packed; bias 0 or [N]; [begin, end) counts rows. */
export function gemmShallow(
  a: usize, k: i32, b: usize, n: i32, c: usize, bias: usize, kind: i32, alpha: f32, begin: i32, end: i32,
): void {
  const start = bias == 0 ? scratch + ZEROS_OFFSET : bias
  const step: usize = bias == 0 ? 0 : 32
  const slope = splat(alpha)
  for (let row = begin; row < end; row += SHALLOW_ROWS) {
    const from = a + ((<usize>row * <usize>k) << 2)
    const to = c + ((<usize>row * <usize>n) << 2)
    const rows = min(SHALLOW_ROWS, end - row)
    if (k == 1) shallow1(from, rows, b, n, to, start, step, kind, slope)
    else if (k == 2) shallow2(from, rows, b, n, to, start, step, kind, slope)
    else if (k == 3) shallow3(from, rows, b, n, to, start, step, kind, slope)
    else shallow4(from, rows, b, n, to, start, step, kind, slope)
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
