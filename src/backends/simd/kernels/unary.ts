import { expm1V, expV, logV, madd, sigmoidV, softplusV, splat, tanhV } from './math'

/**
 * Elementwise functions of one float32 tensor: `name(x, out, p, q, begin, end)`, where p and q are
 * the op's parameters and [begin, end) counts elements, in multiples of 16 from the start. Buffers are
 * padded to 64 bytes, so the last vector may run over the end.
 */
// @ts-ignore: decorator
@inline
function map<T>(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void {
  const op = changetype<T>(0)
  const vp = splat(p)
  const vq = splat(q)
  const stop = x + ((<usize>end) << 2)
  out += (<usize>begin) << 2
  for (let i = x + ((<usize>begin) << 2); i < stop; i += 16, out += 16) {
    // @ts-ignore: every op has apply
    v128.store(out, op.apply(v128.load(i), vp, vq))
  }
}

class Abs { @inline apply(x: v128, p: v128, q: v128): v128 { return f32x4.abs(x) } }
class Neg { @inline apply(x: v128, p: v128, q: v128): v128 { return f32x4.neg(x) } }
class Square { @inline apply(x: v128, p: v128, q: v128): v128 { return f32x4.mul(x, x) } }
class Sqrt { @inline apply(x: v128, p: v128, q: v128): v128 { return f32x4.sqrt(x) } }
class Rsqrt { @inline apply(x: v128, p: v128, q: v128): v128 { return f32x4.div(splat(1), f32x4.sqrt(x)) } }
class Reciprocal { @inline apply(x: v128, p: v128, q: v128): v128 { return f32x4.div(splat(1), x) } }
class Exp { @inline apply(x: v128, p: v128, q: v128): v128 { return expV(x) } }
class Expm1 { @inline apply(x: v128, p: v128, q: v128): v128 { return expm1V(x) } }
class Log { @inline apply(x: v128, p: v128, q: v128): v128 { return logV(x) } }
class Sigmoid { @inline apply(x: v128, p: v128, q: v128): v128 { return sigmoidV(x) } }
class Tanh { @inline apply(x: v128, p: v128, q: v128): v128 { return tanhV(x) } }
class Softplus { @inline apply(x: v128, p: v128, q: v128): v128 { return softplusV(x) } }
class Floor { @inline apply(x: v128, p: v128, q: v128): v128 { return f32x4.floor(x) } }
class Ceil { @inline apply(x: v128, p: v128, q: v128): v128 { return f32x4.ceil(x) } }
class Round { @inline apply(x: v128, p: v128, q: v128): v128 { return f32x4.nearest(x) } }
/** pmax(x, 0) keeps NaN */
class Relu { @inline apply(x: v128, p: v128, q: v128): v128 { return f32x4.pmax(x, splat(0)) } }
class Relu6 { @inline apply(x: v128, p: v128, q: v128): v128 { return f32x4.pmin(f32x4.pmax(x, splat(0)), splat(6)) } }
/** p = alpha */
class LeakyRelu {
  @inline apply(x: v128, p: v128, q: v128): v128 {
    return v128.bitselect(f32x4.mul(x, p), x, f32x4.lt(x, splat(0)))
  }
}
class Elu {
  @inline apply(x: v128, p: v128, q: v128): v128 {
    return v128.bitselect(expm1V(x), x, f32x4.lt(x, splat(0)))
  }
}
/** p = scale, q = scale·alpha */
class Selu {
  @inline apply(x: v128, p: v128, q: v128): v128 {
    return v128.bitselect(f32x4.mul(expm1V(x), q), f32x4.mul(x, p), f32x4.lt(x, splat(0)))
  }
}
/** 1 where x > 0, p elsewhere, NaN where x is */
class Step {
  @inline apply(x: v128, p: v128, q: v128): v128 {
    const value = v128.bitselect(splat(1), p, f32x4.gt(x, splat(0)))
    return v128.bitselect(value, x, f32x4.eq(x, x))
  }
}
/** NaN has no sign: 0 */
class Sign {
  @inline apply(x: v128, p: v128, q: v128): v128 {
    return f32x4.sub(v128.and(f32x4.gt(x, splat(0)), splat(1)), v128.and(f32x4.lt(x, splat(0)), splat(1)))
  }
}
/** [p, q] = the interval; tfjs lets NaN through */
class Clip { @inline apply(x: v128, p: v128, q: v128): v128 { return f32x4.pmin(f32x4.pmax(x, p), q) } }
/** p·x + q */
class Affine { @inline apply(x: v128, p: v128, q: v128): v128 { return madd(x, p, q) } }
/** float32 → int32, towards zero */
class ToInt { @inline apply(x: v128, p: v128, q: v128): v128 { return i32x4.trunc_sat_f32x4_s(x) } }
class FromInt { @inline apply(x: v128, p: v128, q: v128): v128 { return f32x4.convert_i32x4_s(x) } }
class AbsInt { @inline apply(x: v128, p: v128, q: v128): v128 { return i32x4.abs(x) } }
class NegInt { @inline apply(x: v128, p: v128, q: v128): v128 { return i32x4.neg(x) } }

export function unaryAbs(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void { map<Abs>(x, out, p, q, begin, end) }
export function unaryNeg(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void { map<Neg>(x, out, p, q, begin, end) }
export function unarySquare(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void { map<Square>(x, out, p, q, begin, end) }
export function unarySqrt(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void { map<Sqrt>(x, out, p, q, begin, end) }
export function unaryRsqrt(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void { map<Rsqrt>(x, out, p, q, begin, end) }
export function unaryReciprocal(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void { map<Reciprocal>(x, out, p, q, begin, end) }
export function unaryExp(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void { map<Exp>(x, out, p, q, begin, end) }
export function unaryExpm1(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void { map<Expm1>(x, out, p, q, begin, end) }
export function unaryLog(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void { map<Log>(x, out, p, q, begin, end) }
export function unarySigmoid(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void { map<Sigmoid>(x, out, p, q, begin, end) }
export function unaryTanh(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void { map<Tanh>(x, out, p, q, begin, end) }
export function unarySoftplus(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void { map<Softplus>(x, out, p, q, begin, end) }
export function unaryFloor(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void { map<Floor>(x, out, p, q, begin, end) }
export function unaryCeil(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void { map<Ceil>(x, out, p, q, begin, end) }
export function unaryRound(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void { map<Round>(x, out, p, q, begin, end) }
export function unaryRelu(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void { map<Relu>(x, out, p, q, begin, end) }
export function unaryRelu6(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void { map<Relu6>(x, out, p, q, begin, end) }
export function unaryLeakyRelu(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void { map<LeakyRelu>(x, out, p, q, begin, end) }
export function unaryElu(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void { map<Elu>(x, out, p, q, begin, end) }
export function unarySelu(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void { map<Selu>(x, out, p, q, begin, end) }
export function unaryStep(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void { map<Step>(x, out, p, q, begin, end) }
export function unarySign(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void { map<Sign>(x, out, p, q, begin, end) }
export function unaryClip(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void { map<Clip>(x, out, p, q, begin, end) }
export function unaryAffine(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void { map<Affine>(x, out, p, q, begin, end) }
export function castFloatToInt(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void { map<ToInt>(x, out, p, q, begin, end) }
export function castIntToFloat(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void { map<FromInt>(x, out, p, q, begin, end) }
export function unaryAbsInt(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void { map<AbsInt>(x, out, p, q, begin, end) }
export function unaryNegInt(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void { map<NegInt>(x, out, p, q, begin, end) }

/** Functions off the hot path, in double precision, one element at a time. */
// @ts-ignore: decorator
@inline
function mapScalar<T>(x: usize, out: usize, begin: i32, end: i32): void {
  const op = changetype<T>(0)
  for (let i = begin; i < end; i++) {
    const offset = (<usize>i) << 2
    // @ts-ignore: every op has apply
    store<f32>(out + offset, <f32>op.apply(<f64>load<f32>(x + offset)))
  }
}

class Log1p { @inline apply(x: f64): f64 { return Math.log1p(x) } }
class Sin { @inline apply(x: f64): f64 { return Math.sin(x) } }
class Cos { @inline apply(x: f64): f64 { return Math.cos(x) } }
class Tan { @inline apply(x: f64): f64 { return Math.tan(x) } }
class Asin { @inline apply(x: f64): f64 { return Math.asin(x) } }
class Acos { @inline apply(x: f64): f64 { return Math.acos(x) } }
class Atan { @inline apply(x: f64): f64 { return Math.atan(x) } }
class Sinh { @inline apply(x: f64): f64 { return Math.sinh(x) } }
class Cosh { @inline apply(x: f64): f64 { return Math.cosh(x) } }
class Asinh { @inline apply(x: f64): f64 { return Math.asinh(x) } }
class Acosh { @inline apply(x: f64): f64 { return Math.acosh(x) } }
class Atanh { @inline apply(x: f64): f64 { return Math.atanh(x) } }
/** Abramowitz & Stegun 7.1.26, as tfjs's CPU backend */
class Erf {
  @inline apply(x: f64): f64 {
    const a = Math.abs(x)
    const t = 1.0 / (1.0 + 0.3275911 * a)
    const p = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t
    return Math.sign(x) * (1.0 - p * Math.exp(-a * a))
  }
}

export function unaryLog1p(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void { mapScalar<Log1p>(x, out, begin, end) }
export function unarySin(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void { mapScalar<Sin>(x, out, begin, end) }
export function unaryCos(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void { mapScalar<Cos>(x, out, begin, end) }
export function unaryTan(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void { mapScalar<Tan>(x, out, begin, end) }
export function unaryAsin(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void { mapScalar<Asin>(x, out, begin, end) }
export function unaryAcos(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void { mapScalar<Acos>(x, out, begin, end) }
export function unaryAtan(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void { mapScalar<Atan>(x, out, begin, end) }
export function unarySinh(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void { mapScalar<Sinh>(x, out, begin, end) }
export function unaryCosh(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void { mapScalar<Cosh>(x, out, begin, end) }
export function unaryAsinh(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void { mapScalar<Asinh>(x, out, begin, end) }
export function unaryAcosh(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void { mapScalar<Acosh>(x, out, begin, end) }
export function unaryAtanh(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void { mapScalar<Atanh>(x, out, begin, end) }
export function unaryErf(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void { mapScalar<Erf>(x, out, begin, end) }

/** Predicates: float32 → one byte an element. */
// @ts-ignore: decorator
@inline
function test<T>(x: usize, out: usize, begin: i32, end: i32): void {
  const op = changetype<T>(0)
  for (let i = begin; i < end; i++) {
    // @ts-ignore: every op has apply
    store<u8>(out + <usize>i, <u8>op.apply(load<f32>(x + ((<usize>i) << 2))))
  }
}
class IsNaN { @inline apply(x: f32): bool { return x != x } }
class IsInf { @inline apply(x: f32): bool { return Mathf.abs(x) == Infinity } }
class IsFinite { @inline apply(x: f32): bool { return x - x == 0 } }
class NonZero { @inline apply(x: f32): bool { return x != 0 } }
export function testIsNan(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void { test<IsNaN>(x, out, begin, end) }
export function testIsInf(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void { test<IsInf>(x, out, begin, end) }
export function testIsFinite(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void { test<IsFinite>(x, out, begin, end) }
export function castFloatToBool(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void { test<NonZero>(x, out, begin, end) }
export function castIntToBool(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void {
  for (let i = begin; i < end; i++) store<u8>(out + <usize>i, <u8>(load<i32>(x + ((<usize>i) << 2)) != 0))
}

/** Bytes → float32 or int32. */
export function castBoolToFloat(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void {
  for (let i = <usize>begin; i < <usize>end; i += 4) {
    v128.store(out + (i << 2), f32x4.convert_i32x4_u(widen(x + i)))
  }
}
export function castBoolToInt(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void {
  for (let i = <usize>begin; i < <usize>end; i += 4) v128.store(out + (i << 2), widen(x + i))
}
export function logicalNot(x: usize, out: usize, p: f32, q: f32, begin: i32, end: i32): void {
  for (let i = <usize>begin; i < <usize>end; i += 16) {
    v128.store(out + i, v128.xor(v128.load(x + i), i8x16.splat(1)))
  }
}

/** Four bytes → four int32 lanes. */
// @ts-ignore: decorator
@inline
export function widen(pointer: usize): v128 {
  return i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(pointer)))
}
