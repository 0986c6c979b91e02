/**
 * Elementary functions on four lanes. Coefficients: Cephes single precision (Moshier), relative error
 * of about 2 ulp. NaN comes out as NaN; ±∞ and overflow as in IEEE arithmetic.
 */

/** a·b + c. Relaxed SIMD rounds once where the machine has FMA; plain SIMD rounds twice. */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c)
  return f32x4.add(f32x4.mul(a, b), c)
}

// @ts-ignore: decorator
@inline
export function splat(x: f32): v128 {
  return f32x4.splat(x)
}

/**
 * A constant on all lanes, from memory: one load. V8 builds `f32x4.splat(0.1)` anew in every turn of a loop, through a
 * general register and two shuffles, which made these functions three times slower.
 */
// @ts-ignore: decorator
@inline
function k(table: usize, offset: usize = 0): v128 {
  return v128.load32_splat(table + offset)
}

const ONE = memory.data<f32>([1])
const HALF = memory.data<f32>([0.5])
/** ln 2 in two parts, so that a small multiple of the first is exact (Cody & Waite). */
const LN2 = memory.data<f32>([0.693359375, 2.12194440e-4])
/** Range of exp's argument, log₂ e and 1.5 · 2²³; then the series from r⁷ to r². */
const EXP_RANGE = memory.data<f32>([90, -110, 1.44269504088896341, 12582912])
const EXP = memory.data<f32>([
  1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1,
])
const LOG = memory.data<f32>([
  7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
  2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
])
/** Least normal number, 2²³ and 23 for what is smaller, √½ and √2. */
const LOG_RANGE = memory.data<f32>([1.17549435e-38, 8388608, 23, 0.707106781186547524, 1.41421356237309505])
const TANH = memory.data<f32>([
  -5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1, 0.625,
])
const EXPM1 = memory.data<f32>([
  1.9841270e-4, 1.3888889e-3, 8.3333333e-3, 4.1666667e-2, 1.6666667e-1, 0.35,
])

/** 2^n for integer n in [-126, 127], from the exponent's bits. */
// @ts-ignore: decorator
@inline
function pow2(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23)
}

// @ts-ignore: decorator
@inline
export function expV(v: v128): v128 {
  // pmin/pmax keep a NaN in their first operand.
  const x = f32x4.pmax(f32x4.pmin(v, k(EXP_RANGE)), k(EXP_RANGE, 4))
  // The nearest integer is what is left in the low bits after adding 1.5 · 2²³.
  const t = madd(x, k(EXP_RANGE, 8), k(EXP_RANGE, 12))
  const n = f32x4.sub(t, k(EXP_RANGE, 12))
  let r = f32x4.sub(x, f32x4.mul(n, k(LN2)))
  r = f32x4.add(r, f32x4.mul(n, k(LN2, 4)))
  // Estrin's order: the terms do not wait for each other.
  const r2 = f32x4.mul(r, r)
  const high = madd(k(EXP), r, k(EXP, 4))
  const middle = madd(k(EXP, 8), r, k(EXP, 12))
  const low = madd(k(EXP, 16), r, k(EXP, 20))
  const series = madd(madd(high, r2, middle), r2, low)
  const p = madd(series, r2, f32x4.add(r, k(ONE)))
  // Two factors: 2^128 and 2^-140 have no single exponent.
  const power = i32x4.sub(t, k(EXP_RANGE, 12))
  const half = i32x4.shr_s(power, 1)
  return f32x4.mul(f32x4.mul(p, pow2(half)), pow2(i32x4.sub(power, half)))
}

/** log(1 + m) + e ln 2 for 1 + m in [√½, √2]. */
// @ts-ignore: decorator
@inline
function logNearOne(m: v128, e: v128): v128 {
  const z = f32x4.mul(m, m)
  const z2 = f32x4.mul(z, z)
  const high = madd(madd(k(LOG, 4), m, k(LOG, 8)), z, madd(k(LOG, 12), m, k(LOG, 16)))
  const low = madd(madd(k(LOG, 20), m, k(LOG, 24)), z, madd(k(LOG, 28), m, k(LOG, 32)))
  const p = madd(madd(k(LOG), z2, high), z2, low)
  let y = f32x4.mul(f32x4.mul(p, m), z)
  y = f32x4.sub(y, f32x4.mul(e, k(LN2, 4)))
  y = f32x4.sub(y, f32x4.mul(z, k(HALF)))
  return f32x4.add(f32x4.add(m, y), f32x4.mul(e, k(LN2)))
}

// @ts-ignore: decorator
@inline
export function logV(x: v128): v128 {
  const tiny = f32x4.lt(x, k(LOG_RANGE))
  const scaled = v128.bitselect(f32x4.mul(x, k(LOG_RANGE, 4)), x, tiny)
  let e = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_u(scaled, 23), i32x4.splat(126)))
  e = f32x4.sub(e, v128.and(tiny, k(LOG_RANGE, 8)))
  let m = v128.or(v128.and(scaled, i32x4.splat(0x007fffff)), k(HALF))
  // m in [√½, √2)
  const small = f32x4.lt(m, k(LOG_RANGE, 12))
  e = f32x4.sub(e, v128.and(small, k(ONE)))
  m = f32x4.sub(f32x4.add(m, v128.and(small, m)), k(ONE))
  let result = logNearOne(m, e)
  // 0 → −∞, negative → NaN, ∞ and NaN → themselves
  result = v128.bitselect(splat(-Infinity), result, f32x4.eq(x, splat(0)))
  result = v128.bitselect(splat(NaN), result, f32x4.lt(x, splat(0)))
  const finite = f32x4.lt(f32x4.abs(x), splat(Infinity))
  const keep = v128.or(finite, f32x4.lt(x, splat(0)))
  return v128.bitselect(result, x, keep)
}

/** log(1 + u) for u in [0, 1]; a small u is not lost in the sum. */
// @ts-ignore: decorator
@inline
function log1pOfUnit(u: v128): v128 {
  const w = f32x4.add(u, k(ONE))
  const large = f32x4.gt(w, k(LOG_RANGE, 16))
  const m = v128.bitselect(f32x4.sub(f32x4.mul(w, k(HALF)), k(ONE)), u, large)
  return logNearOne(m, v128.and(large, k(ONE)))
}

// @ts-ignore: decorator
@inline
export function tanhV(x: v128): v128 {
  const a = f32x4.abs(x)
  const z = f32x4.mul(x, x)
  let p = k(TANH)
  p = madd(p, z, k(TANH, 4))
  p = madd(p, z, k(TANH, 8))
  p = madd(p, z, k(TANH, 12))
  p = madd(p, z, k(TANH, 16))
  const near = madd(f32x4.mul(p, z), x, x)
  const e = f32x4.add(expV(f32x4.add(a, a)), k(ONE))
  const far = f32x4.sub(k(ONE), f32x4.div(f32x4.add(k(ONE), k(ONE)), e))
  const signed = v128.or(far, v128.and(x, i32x4.splat(0x80000000)))
  return v128.bitselect(near, signed, f32x4.lt(a, k(TANH, 20)))
}

// @ts-ignore: decorator
@inline
export function sigmoidV(x: v128): v128 {
  return f32x4.div(k(ONE), f32x4.add(k(ONE), expV(f32x4.neg(x))))
}

/** max(x, 0) + log(1 + exp(−|x|)) */
// @ts-ignore: decorator
@inline
export function softplusV(x: v128): v128 {
  return f32x4.add(f32x4.pmax(x, splat(0)), log1pOfUnit(expV(f32x4.neg(f32x4.abs(x)))))
}

/** exp(x) − 1 where x < 0; the sum of a short series near zero, where the difference would cancel. */
// @ts-ignore: decorator
@inline
export function expm1V(x: v128): v128 {
  let p = k(EXPM1)
  p = madd(p, x, k(EXPM1, 4))
  p = madd(p, x, k(EXPM1, 8))
  p = madd(p, x, k(EXPM1, 12))
  p = madd(p, x, k(EXPM1, 16))
  p = madd(p, x, k(HALF))
  const near = madd(f32x4.mul(p, x), x, x)
  return v128.bitselect(near, f32x4.sub(expV(x), k(ONE)), f32x4.lt(f32x4.abs(x), k(EXPM1, 20)))
}
