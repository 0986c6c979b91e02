import { sigmoidV, splat } from './math'
import { widen } from './unary'

/**
 * Elementwise functions of two tensors with broadcasting:
 * `name(a, b, out, mode, layout, begin, end)`.
 *
 * mode 0: same shape; 1: a is one value; 2: b is one value; [begin, end) counts elements in steps of 16.
 * mode 3: `layout` points to int32s [rank, n, stepA, stepB, (size, strideA, strideB) × rank]: an outer
 * index space walked like an odometer, strides in elements, and an inner run of n elements where a step of
 * 0 repeats one value. [begin, end) counts inner runs.
 */

// @ts-ignore: decorator
@inline
function partialStore(out: usize, value: v128, lanes: usize): void {
  if (lanes & 2) {
    v128.store64_lane(out, value, 0)
    if (lanes & 1) v128.store32_lane(out, value, 2, 8)
  } else if (lanes & 1) v128.store32_lane(out, value, 0)
}

/** One run of n 4-byte elements. Reads may run over the end (buffers are padded), writes may not. */
// @ts-ignore: decorator
@inline
function run<T>(a: usize, stepA: i32, b: usize, stepB: i32, out: usize, n: usize): void {
  const op = changetype<T>(0)
  const whole = out + ((n & ~3) << 2)
  if (stepA & stepB) {
    for (; out < whole; a += 16, b += 16, out += 16) {
      // @ts-ignore: every op has apply
      v128.store(out, op.apply(v128.load(a), v128.load(b)))
    }
    // @ts-ignore: every op has apply
    if (n & 3) partialStore(out, op.apply(v128.load(a), v128.load(b)), n & 3)
  } else if (stepA) {
    const vb = v128.load32_splat(b)
    for (; out < whole; a += 16, out += 16) {
      // @ts-ignore: every op has apply
      v128.store(out, op.apply(v128.load(a), vb))
    }
    // @ts-ignore: every op has apply
    if (n & 3) partialStore(out, op.apply(v128.load(a), vb), n & 3)
  } else {
    const va = v128.load32_splat(a)
    if (stepB) {
      for (; out < whole; b += 16, out += 16) {
        // @ts-ignore: every op has apply
        v128.store(out, op.apply(va, v128.load(b)))
      }
      // @ts-ignore: every op has apply
      if (n & 3) partialStore(out, op.apply(va, v128.load(b)), n & 3)
    } else {
      // @ts-ignore: every op has apply
      const value = op.apply(va, v128.load32_splat(b))
      for (; out < whole; out += 16) v128.store(out, value)
      if (n & 3) partialStore(out, value, n & 3)
    }
  }
}

/** The same with a byte (0 or 1) for each element of the output; `apply` returns lane masks. */
// @ts-ignore: decorator
@inline
function runMask<T>(a: usize, stepA: i32, b: usize, stepB: i32, out: usize, n: usize): void {
  const op = changetype<T>(0)
  const advanceA = <usize>(stepA << 4)
  const advanceB = <usize>(stepB << 4)
  const end = out + n
  while (out < end) {
    const va = stepA ? v128.load(a) : v128.load32_splat(a)
    const vb = stepB ? v128.load(b) : v128.load32_splat(b)
    // @ts-ignore: every op has apply
    const mask = i16x8.narrow_i32x4_s(op.apply(va, vb), i32x4.splat(0))
    const bytes = v128.and(i8x16.narrow_i16x8_s(mask, mask), i8x16.splat(1))
    if (out + 4 <= end) v128.store32_lane(out, bytes, 0)
    else {
      store<u8>(out, <u8>i8x16.extract_lane_u(bytes, 0))
      if (out + 1 < end) store<u8>(out + 1, <u8>i8x16.extract_lane_u(bytes, 1))
      if (out + 2 < end) store<u8>(out + 2, <u8>i8x16.extract_lane_u(bytes, 2))
    }
    a += advanceA
    b += advanceB
    out += 4
  }
}

// @ts-ignore: decorator
@inline
function odometer<T, U>(a: usize, b: usize, out: usize, layout: usize, begin: i32, end: i32, shift: i32): void {
  const rank = load<i32>(layout)
  const n = <usize>load<i32>(layout, 4)
  const stepA = load<i32>(layout, 8)
  const stepB = load<i32>(layout, 12)
  const dims = layout + 16
  for (let i = begin; i < end; i++) {
    let rest = i
    let pa = a
    let pb = b
    for (let d = rank - 1; d >= 0; d--) {
      const dim = dims + <usize>d * 12
      const size = load<i32>(dim)
      const q = rest / size
      const index = rest - q * size
      rest = q
      pa += <usize>(index * load<i32>(dim, 4)) << 2
      pb += <usize>(index * load<i32>(dim, 8)) << 2
    }
    const po = out + ((<usize>i * n) << shift)
    if (shift == 2) run<T>(pa, stepA, pb, stepB, po, n)
    else runMask<U>(pa, stepA, pb, stepB, po, n)
  }
}

function binary<T>(a: usize, b: usize, out: usize, mode: i32, layout: usize, begin: i32, end: i32): void {
  if (mode == 3) return odometer<T, T>(a, b, out, layout, begin, end, 2)
  const stepA = i32(mode != 1)
  const stepB = i32(mode != 2)
  const first = (<usize>begin) << 2
  run<T>(a + first * stepA, stepA, b + first * stepB, stepB, out + first, <usize>(end - begin))
}

function compare<T>(a: usize, b: usize, out: usize, mode: i32, layout: usize, begin: i32, end: i32): void {
  if (mode == 3) return odometer<T, T>(a, b, out, layout, begin, end, 0)
  const stepA = i32(mode != 1)
  const stepB = i32(mode != 2)
  const first = (<usize>begin) << 2
  runMask<T>(a + first * stepA, stepA, b + first * stepB, stepB, out + <usize>begin, <usize>(end - begin))
}

class Add { @inline apply(a: v128, b: v128): v128 { return f32x4.add(a, b) } }
class Sub { @inline apply(a: v128, b: v128): v128 { return f32x4.sub(a, b) } }
class Mul { @inline apply(a: v128, b: v128): v128 { return f32x4.mul(a, b) } }
class Div { @inline apply(a: v128, b: v128): v128 { return f32x4.div(a, b) } }
class Max { @inline apply(a: v128, b: v128): v128 { return f32x4.max(a, b) } }
class Min { @inline apply(a: v128, b: v128): v128 { return f32x4.min(a, b) } }
class SquaredDifference {
  @inline apply(a: v128, b: v128): v128 {
    const d = f32x4.sub(a, b)
    return f32x4.mul(d, d)
  }
}
class Prelu {
  @inline apply(a: v128, b: v128): v128 { return v128.bitselect(f32x4.mul(a, b), a, f32x4.lt(a, splat(0))) }
}
/** dy · (y ≥ 0 ? 1 : y + 1) */
class EluGrad {
  @inline apply(dy: v128, y: v128): v128 {
    return v128.bitselect(dy, f32x4.mul(dy, f32x4.add(y, splat(1))), f32x4.ge(y, splat(0)))
  }
}
class TanhGrad {
  @inline apply(dy: v128, y: v128): v128 { return f32x4.mul(dy, f32x4.sub(splat(1), f32x4.mul(y, y))) }
}
class SigmoidGrad {
  @inline apply(dy: v128, y: v128): v128 { return f32x4.mul(dy, f32x4.mul(y, f32x4.sub(splat(1), y))) }
}
class SoftplusGrad {
  @inline apply(dy: v128, x: v128): v128 { return f32x4.mul(dy, sigmoidV(x)) }
}
class Pow {
  @inline one(a: f32, b: f32): f32 { return <f32>Math.pow(a, b) }
  apply(a: v128, b: v128): v128 {
    let r = f32x4.splat(this.one(f32x4.extract_lane(a, 0), f32x4.extract_lane(b, 0)))
    r = f32x4.replace_lane(r, 1, this.one(f32x4.extract_lane(a, 1), f32x4.extract_lane(b, 1)))
    r = f32x4.replace_lane(r, 2, this.one(f32x4.extract_lane(a, 2), f32x4.extract_lane(b, 2)))
    return f32x4.replace_lane(r, 3, this.one(f32x4.extract_lane(a, 3), f32x4.extract_lane(b, 3)))
  }
}
class AddInt { @inline apply(a: v128, b: v128): v128 { return i32x4.add(a, b) } }
class SubInt { @inline apply(a: v128, b: v128): v128 { return i32x4.sub(a, b) } }
class MulInt { @inline apply(a: v128, b: v128): v128 { return i32x4.mul(a, b) } }
class MaxInt { @inline apply(a: v128, b: v128): v128 { return i32x4.max_s(a, b) } }
class MinInt { @inline apply(a: v128, b: v128): v128 { return i32x4.min_s(a, b) } }
class Equal { @inline apply(a: v128, b: v128): v128 { return f32x4.eq(a, b) } }
class NotEqual { @inline apply(a: v128, b: v128): v128 { return f32x4.ne(a, b) } }
class Greater { @inline apply(a: v128, b: v128): v128 { return f32x4.gt(a, b) } }
class GreaterEqual { @inline apply(a: v128, b: v128): v128 { return f32x4.ge(a, b) } }
class Less { @inline apply(a: v128, b: v128): v128 { return f32x4.lt(a, b) } }
class LessEqual { @inline apply(a: v128, b: v128): v128 { return f32x4.le(a, b) } }
class EqualInt { @inline apply(a: v128, b: v128): v128 { return i32x4.eq(a, b) } }
class NotEqualInt { @inline apply(a: v128, b: v128): v128 { return i32x4.ne(a, b) } }
class GreaterInt { @inline apply(a: v128, b: v128): v128 { return i32x4.gt_s(a, b) } }
class GreaterEqualInt { @inline apply(a: v128, b: v128): v128 { return i32x4.ge_s(a, b) } }
class LessInt { @inline apply(a: v128, b: v128): v128 { return i32x4.lt_s(a, b) } }
class LessEqualInt { @inline apply(a: v128, b: v128): v128 { return i32x4.le_s(a, b) } }

export function binaryAdd(a: usize, b: usize, out: usize, mode: i32, layout: usize, begin: i32, end: i32): void { binary<Add>(a, b, out, mode, layout, begin, end) }
export function binarySub(a: usize, b: usize, out: usize, mode: i32, layout: usize, begin: i32, end: i32): void { binary<Sub>(a, b, out, mode, layout, begin, end) }
export function binaryMultiply(a: usize, b: usize, out: usize, mode: i32, layout: usize, begin: i32, end: i32): void { binary<Mul>(a, b, out, mode, layout, begin, end) }
export function binaryRealDiv(a: usize, b: usize, out: usize, mode: i32, layout: usize, begin: i32, end: i32): void { binary<Div>(a, b, out, mode, layout, begin, end) }
export function binaryMaximum(a: usize, b: usize, out: usize, mode: i32, layout: usize, begin: i32, end: i32): void { binary<Max>(a, b, out, mode, layout, begin, end) }
export function binaryMinimum(a: usize, b: usize, out: usize, mode: i32, layout: usize, begin: i32, end: i32): void { binary<Min>(a, b, out, mode, layout, begin, end) }
export function binarySquaredDifference(a: usize, b: usize, out: usize, mode: i32, layout: usize, begin: i32, end: i32): void { binary<SquaredDifference>(a, b, out, mode, layout, begin, end) }
export function binaryPrelu(a: usize, b: usize, out: usize, mode: i32, layout: usize, begin: i32, end: i32): void { binary<Prelu>(a, b, out, mode, layout, begin, end) }
export function binaryEluGrad(a: usize, b: usize, out: usize, mode: i32, layout: usize, begin: i32, end: i32): void { binary<EluGrad>(a, b, out, mode, layout, begin, end) }
export function binaryTanhGrad(a: usize, b: usize, out: usize, mode: i32, layout: usize, begin: i32, end: i32): void { binary<TanhGrad>(a, b, out, mode, layout, begin, end) }
export function binarySigmoidGrad(a: usize, b: usize, out: usize, mode: i32, layout: usize, begin: i32, end: i32): void { binary<SigmoidGrad>(a, b, out, mode, layout, begin, end) }
export function binarySoftplusGrad(a: usize, b: usize, out: usize, mode: i32, layout: usize, begin: i32, end: i32): void { binary<SoftplusGrad>(a, b, out, mode, layout, begin, end) }
export function binaryPow(a: usize, b: usize, out: usize, mode: i32, layout: usize, begin: i32, end: i32): void { binary<Pow>(a, b, out, mode, layout, begin, end) }
export function binaryAddInt(a: usize, b: usize, out: usize, mode: i32, layout: usize, begin: i32, end: i32): void { binary<AddInt>(a, b, out, mode, layout, begin, end) }
export function binarySubInt(a: usize, b: usize, out: usize, mode: i32, layout: usize, begin: i32, end: i32): void { binary<SubInt>(a, b, out, mode, layout, begin, end) }
export function binaryMultiplyInt(a: usize, b: usize, out: usize, mode: i32, layout: usize, begin: i32, end: i32): void { binary<MulInt>(a, b, out, mode, layout, begin, end) }
export function binaryMaximumInt(a: usize, b: usize, out: usize, mode: i32, layout: usize, begin: i32, end: i32): void { binary<MaxInt>(a, b, out, mode, layout, begin, end) }
export function binaryMinimumInt(a: usize, b: usize, out: usize, mode: i32, layout: usize, begin: i32, end: i32): void { binary<MinInt>(a, b, out, mode, layout, begin, end) }
export function compareEqual(a: usize, b: usize, out: usize, mode: i32, layout: usize, begin: i32, end: i32): void { compare<Equal>(a, b, out, mode, layout, begin, end) }
export function compareNotEqual(a: usize, b: usize, out: usize, mode: i32, layout: usize, begin: i32, end: i32): void { compare<NotEqual>(a, b, out, mode, layout, begin, end) }
export function compareGreater(a: usize, b: usize, out: usize, mode: i32, layout: usize, begin: i32, end: i32): void { compare<Greater>(a, b, out, mode, layout, begin, end) }
export function compareGreaterEqual(a: usize, b: usize, out: usize, mode: i32, layout: usize, begin: i32, end: i32): void { compare<GreaterEqual>(a, b, out, mode, layout, begin, end) }
export function compareLess(a: usize, b: usize, out: usize, mode: i32, layout: usize, begin: i32, end: i32): void { compare<Less>(a, b, out, mode, layout, begin, end) }
export function compareLessEqual(a: usize, b: usize, out: usize, mode: i32, layout: usize, begin: i32, end: i32): void { compare<LessEqual>(a, b, out, mode, layout, begin, end) }
export function compareEqualInt(a: usize, b: usize, out: usize, mode: i32, layout: usize, begin: i32, end: i32): void { compare<EqualInt>(a, b, out, mode, layout, begin, end) }
export function compareNotEqualInt(a: usize, b: usize, out: usize, mode: i32, layout: usize, begin: i32, end: i32): void { compare<NotEqualInt>(a, b, out, mode, layout, begin, end) }
export function compareGreaterInt(a: usize, b: usize, out: usize, mode: i32, layout: usize, begin: i32, end: i32): void { compare<GreaterInt>(a, b, out, mode, layout, begin, end) }
export function compareGreaterEqualInt(a: usize, b: usize, out: usize, mode: i32, layout: usize, begin: i32, end: i32): void { compare<GreaterEqualInt>(a, b, out, mode, layout, begin, end) }
export function compareLessInt(a: usize, b: usize, out: usize, mode: i32, layout: usize, begin: i32, end: i32): void { compare<LessInt>(a, b, out, mode, layout, begin, end) }
export function compareLessEqualInt(a: usize, b: usize, out: usize, mode: i32, layout: usize, begin: i32, end: i32): void { compare<LessEqualInt>(a, b, out, mode, layout, begin, end) }

/** dy · (y > 0 ? 1 : alpha) */
export function reluGrad(dy: usize, y: usize, out: usize, alpha: f32, begin: i32, end: i32): void {
  const a = splat(alpha)
  for (let i = (<usize>begin) << 2, stop = (<usize>end) << 2; i < stop; i += 16) {
    const d = v128.load(dy + i)
    v128.store(out + i, v128.bitselect(d, f32x4.mul(d, a), f32x4.gt(v128.load(y + i), splat(0))))
  }
}

/** Bytes of the same shape. */
export function logicalAnd(a: usize, b: usize, out: usize, begin: i32, end: i32): void {
  for (let i = <usize>begin; i < <usize>end; i += 16) v128.store(out + i, v128.and(v128.load(a + i), v128.load(b + i)))
}
export function logicalOr(a: usize, b: usize, out: usize, begin: i32, end: i32): void {
  for (let i = <usize>begin; i < <usize>end; i += 16) v128.store(out + i, v128.or(v128.load(a + i), v128.load(b + i)))
}

/** condition (bytes) ? a : b, all of one shape, 4-byte elements. */
export function select(condition: usize, a: usize, b: usize, out: usize, begin: i32, end: i32): void {
  for (let i = <usize>begin; i < <usize>end; i += 4) {
    const mask = i32x4.ne(widen(condition + i), i32x4.splat(0))
    v128.store(out + (i << 2), v128.bitselect(v128.load(a + (i << 2)), v128.load(b + (i << 2)), mask))
  }
}
