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
  const x = f32x4.pmax(f32x4.pmin(v, splat(90)), splat(-110))
  const n = f32x4.nearest(f32x4.mul(x, splat(1.44269504088896341)))
  // Cody–Waite: ln 2 in two parts, so that r is exact.
  let r = f32x4.sub(x, f32x4.mul(n, splat(0.693359375)))
  r = f32x4.add(r, f32x4.mul(n, splat(2.12194440e-4)))
  let p = splat(1.9875691500e-4)
  p = madd(p, r, splat(1.3981999507e-3))
  p = madd(p, r, splat(8.3334519073e-3))
  p = madd(p, r, splat(4.1665795894e-2))
  p = madd(p, r, splat(1.6666665459e-1))
  p = madd(p, r, splat(5.0000001201e-1))
  p = f32x4.add(madd(p, f32x4.mul(r, r), r), splat(1))
  // Two factors: 2^128 and 2^-140 have no single exponent.
  const k = i32x4.trunc_sat_f32x4_s(n)
  const half = i32x4.shr_s(k, 1)
  return f32x4.mul(f32x4.mul(p, pow2(half)), pow2(i32x4.sub(k, half)))
}

// @ts-ignore: decorator
@inline
export function logV(x: v128): v128 {
  const tiny = f32x4.lt(x, splat(1.17549435e-38))
  const scaled = v128.bitselect(f32x4.mul(x, splat(8388608)), x, tiny)
  let e = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_u(scaled, 23), i32x4.splat(126)))
  e = f32x4.sub(e, v128.and(tiny, splat(23)))
  let m = v128.or(v128.and(scaled, i32x4.splat(0x007fffff)), i32x4.splat(0x3f000000))
  // m in [√½, √2)
  const small = f32x4.lt(m, splat(0.707106781186547524))
  e = f32x4.sub(e, v128.and(small, splat(1)))
  m = f32x4.sub(f32x4.add(m, v128.and(small, m)), splat(1))
  const z = f32x4.mul(m, m)
  let p = splat(7.0376836292e-2)
  p = madd(p, m, splat(-1.1514610310e-1))
  p = madd(p, m, splat(1.1676998740e-1))
  p = madd(p, m, splat(-1.2420140846e-1))
  p = madd(p, m, splat(1.4249322787e-1))
  p = madd(p, m, splat(-1.6668057665e-1))
  p = madd(p, m, splat(2.0000714765e-1))
  p = madd(p, m, splat(-2.4999993993e-1))
  p = madd(p, m, splat(3.3333331174e-1))
  let y = f32x4.mul(f32x4.mul(p, m), z)
  y = f32x4.sub(y, f32x4.mul(e, splat(2.12194440e-4)))
  y = f32x4.sub(y, f32x4.mul(z, splat(0.5)))
  let result = f32x4.add(f32x4.add(m, y), f32x4.mul(e, splat(0.693359375)))
  // 0 → −∞, negative → NaN, ∞ and NaN → themselves
  result = v128.bitselect(splat(-Infinity), result, f32x4.eq(x, splat(0)))
  result = v128.bitselect(splat(NaN), result, f32x4.lt(x, splat(0)))
  const finite = f32x4.lt(f32x4.abs(x), splat(Infinity))
  const keep = v128.or(finite, f32x4.lt(x, splat(0)))
  return v128.bitselect(result, x, keep)
}

/** log(1 + u) for u ≥ 0 without losing small u. */
// @ts-ignore: decorator
@inline
export function log1pV(u: v128): v128 {
  const w = f32x4.add(splat(1), u)
  return f32x4.add(logV(w), f32x4.div(f32x4.sub(u, f32x4.sub(w, splat(1))), w))
}

// @ts-ignore: decorator
@inline
export function tanhV(x: v128): v128 {
  const a = f32x4.abs(x)
  const z = f32x4.mul(x, x)
  let p = splat(-5.70498872745e-3)
  p = madd(p, z, splat(2.06390887954e-2))
  p = madd(p, z, splat(-5.37397155531e-2))
  p = madd(p, z, splat(1.33314422036e-1))
  p = madd(p, z, splat(-3.33332819422e-1))
  const near = madd(f32x4.mul(p, z), x, x)
  const far = f32x4.sub(splat(1), f32x4.div(splat(2), f32x4.add(expV(f32x4.add(a, a)), splat(1))))
  const signed = v128.or(far, v128.and(x, i32x4.splat(0x80000000)))
  return v128.bitselect(near, signed, f32x4.lt(a, splat(0.625)))
}

// @ts-ignore: decorator
@inline
export function sigmoidV(x: v128): v128 {
  return f32x4.div(splat(1), f32x4.add(splat(1), expV(f32x4.neg(x))))
}

/** max(x, 0) + log(1 + exp(−|x|)) */
// @ts-ignore: decorator
@inline
export function softplusV(x: v128): v128 {
  return f32x4.add(f32x4.pmax(x, splat(0)), log1pV(expV(f32x4.neg(f32x4.abs(x)))))
}

/** exp(x) − 1 where x < 0; the sum of a short series near zero, where the difference would cancel. */
// @ts-ignore: decorator
@inline
export function expm1V(x: v128): v128 {
  let p = splat(1.9841270e-4)
  p = madd(p, x, splat(1.3888889e-3))
  p = madd(p, x, splat(8.3333333e-3))
  p = madd(p, x, splat(4.1666667e-2))
  p = madd(p, x, splat(1.6666667e-1))
  p = madd(p, x, splat(0.5))
  const near = madd(f32x4.mul(p, x), x, x)
  return v128.bitselect(near, f32x4.sub(expV(x), splat(1)), f32x4.lt(f32x4.abs(x), splat(0.35)))
}
