import { sigmoidV, softplusV, splat } from './math'

/** Losses and their gradients in one pass; formulas in src/backends/loss-kernels.ts. */

/** Lanes that count in a last vector of 1, 2 or 3 values: 16 bytes each. */
const LANES = memory.data<u32>([
  0xffffffff, 0, 0, 0, 0xffffffff, 0xffffffff, 0, 0, 0xffffffff, 0xffffffff, 0xffffffff, 0,
])

// @ts-ignore: decorator
@inline
function first(value: v128, count: i32): v128 {
  return v128.and(value, v128.load(LANES + ((<usize>(count - 1)) << 4)))
}

// @ts-ignore: decorator
@inline
function total(value: v128): f32 {
  const pairs = f32x4.add(value, v128.shuffle<f32>(value, value, 2, 3, 0, 1))
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1)
}

/** Values of a partial sum, so that long sums keep their accuracy. */
const BLOCK = 1024

/** out = scale · Σ softplus(sign · x) over n values, in one piece. */
export function softplusSum(x: usize, out: usize, n: i32, sign: f32, scale: f32): void {
  const s = splat(sign)
  let sum = splat(0)
  for (let left = n; left > 0; left -= BLOCK) {
    let part = splat(0)
    let here = min(left, BLOCK)
    for (; here > 3; here -= 4, x += 16) part = f32x4.add(part, softplusV(f32x4.mul(v128.load(x), s)))
    if (here > 0) part = f32x4.add(part, first(softplusV(f32x4.mul(v128.load(x), s)), here))
    sum = f32x4.add(sum, part)
  }
  store<f32>(out, total(sum) * scale)
}

/** out = dy · factor · σ(sign · x); dy is one value. */
export function softplusSumGrad(dy: usize, x: usize, out: usize, sign: f32, factor: f32, begin: i32, end: i32): void {
  const s = splat(sign)
  const g = splat(load<f32>(dy) * factor)
  for (let i = (<usize>begin) << 2, stop = (<usize>end) << 2; i < stop; i += 16) {
    v128.store(out + i, f32x4.mul(g, sigmoidV(f32x4.mul(v128.load(x + i), s))))
  }
}

/** out[r] = Σ x · l − softplus(l) over the `depth` values of row r; [begin, end) counts rows. */
export function bernoulli(x: usize, logits: usize, out: usize, depth: i32, begin: i32, end: i32): void {
  const stride = (<usize>depth) << 2
  for (let row = begin; row < end; row++) {
    let p = x + <usize>row * stride
    let q = logits + <usize>row * stride
    let sum = splat(0)
    for (let left = depth; left > 0; left -= BLOCK) {
      let part = splat(0)
      let here = min(left, BLOCK)
      for (; here > 3; here -= 4, p += 16, q += 16) {
        const l = v128.load(q)
        part = f32x4.add(part, f32x4.sub(f32x4.mul(v128.load(p), l), softplusV(l)))
      }
      if (here > 0) {
        const l = v128.load(q)
        part = f32x4.add(part, first(f32x4.sub(f32x4.mul(v128.load(p), l), softplusV(l)), here))
      }
      sum = f32x4.add(sum, part)
    }
    store<f32>(out + ((<usize>row) << 2), total(sum))
  }
}

/** out = dy[r] · (x − σ(l)) */
export function bernoulliGrad(
  dy: usize, x: usize, logits: usize, out: usize, depth: i32, begin: i32, end: i32,
): void {
  const stride = (<usize>depth) << 2
  for (let row = begin; row < end; row++) {
    const g = v128.load32_splat(dy + ((<usize>row) << 2))
    let i = <usize>row * stride
    const stop = i + stride
    for (; i + 15 < stop; i += 16) {
      v128.store(out + i, f32x4.mul(g, f32x4.sub(v128.load(x + i), sigmoidV(v128.load(logits + i)))))
    }
    if (i < stop) {
      const rest = f32x4.mul(g, f32x4.sub(v128.load(x + i), sigmoidV(v128.load(logits + i))))
      store<f32>(out + i, f32x4.extract_lane(rest, 0))
      if (i + 4 < stop) store<f32>(out + i, f32x4.extract_lane(rest, 1), 4)
      if (i + 8 < stop) store<f32>(out + i, f32x4.extract_lane(rest, 2), 8)
    }
  }
}

/**
 * d = dy · (y > 0 ? 1 : alpha) of [rows × n], and bias[j] = Σ_rows d: the two things that a layer's gradients begin
 * with. [begin, end) counts groups of 16 columns.
 */
export function reluBiasGrad(
  dy: usize, y: usize, d: usize, bias: usize, rows: i32, n: i32, alpha: f32, begin: i32, end: i32,
): void {
  const slope = splat(alpha)
  const stride = (<usize>n) << 2
  for (let item = begin; item < end; item++) {
    const column = item << 4
    const to = bias + ((<usize>column) << 2)
    if (n - column >= 16) {
      reluBiasColumns(dy, y, d, to, rows, (<usize>column) << 2, stride, slope)
      continue
    }
    for (let j = column; j < n; j++) {
      let sum: f32 = 0
      for (let i = <usize>j << 2, stop = <usize>rows * stride; i < stop; i += stride) {
        const value = load<f32>(dy + i) * (load<f32>(y + i) > 0 ? <f32>1 : alpha)
        store<f32>(d + i, value)
        sum += value
      }
      store<f32>(bias + (<usize>j << 2), sum)
    }
  }
}

// @ts-ignore: decorator
@inline
function reluGradV(dy: v128, y: v128, slope: v128): v128 {
  return v128.bitselect(dy, f32x4.mul(dy, slope), f32x4.gt(y, splat(0)))
}

function reluBiasColumns(
  dy: usize, y: usize, d: usize, bias: usize, rows: i32, offset: usize, stride: usize, slope: v128,
): void {
  let t0 = splat(0), t1 = t0, t2 = t0, t3 = t0
  let i = offset
  for (let left = rows; left > 0; left -= 256) {
    let s0 = splat(0), s1 = s0, s2 = s0, s3 = s0
    for (let here = min(left, 256); here > 0; here--, i += stride) {
      const v0 = reluGradV(v128.load(dy + i), v128.load(y + i), slope)
      const v1 = reluGradV(v128.load(dy + i, 16), v128.load(y + i, 16), slope)
      const v2 = reluGradV(v128.load(dy + i, 32), v128.load(y + i, 32), slope)
      const v3 = reluGradV(v128.load(dy + i, 48), v128.load(y + i, 48), slope)
      v128.store(d + i, v0)
      v128.store(d + i, v1, 16)
      v128.store(d + i, v2, 32)
      v128.store(d + i, v3, 48)
      s0 = f32x4.add(s0, v0), s1 = f32x4.add(s1, v1), s2 = f32x4.add(s2, v2), s3 = f32x4.add(s3, v3)
    }
    t0 = f32x4.add(t0, s0), t1 = f32x4.add(t1, s1), t2 = f32x4.add(t2, s2), t3 = f32x4.add(t3, s3)
  }
  v128.store(bias, t0)
  v128.store(bias, t1, 16)
  v128.store(bias, t2, 32)
  v128.store(bias, t3, 48)
}
