import { madd, splat } from './math'
import { panelOffset } from './strips'

/** Notes at `flag` that something was infinite or NaN: only then is a value times zero, all summed up, not zero. */
// @ts-ignore: decorator
@inline
function note(sum: v128, flag: usize): void {
  if (!i32x4.all_true(f32x4.eq(sum, splat(0)))) store<i32>(flag, 1)
}

/**
 * Packs B [K × N] into panels of eight columns or strips of them (strips.ts), rows of a strip `step` bytes apart. Columns
 * past N hold whatever follows in memory; they feed only columns of the tile that are never stored (and may be
 * noted at `flag` for nothing). [begin, end) counts panels.
 */
export function packPanels(
  b: usize, stride: usize, depth: i32, out: usize, flag: usize, panels: i32, strips: i32, step: usize,
  begin: i32, end: i32,
): void {
  const strip = <usize>depth * step
  const zero = splat(0)
  // Four sums: one would make each row wait for the multiply-adds of the row before.
  let s0 = zero, s1 = zero, s2 = zero, s3 = zero
  let j = begin
  // Two panels at a time read whole cache lines.
  for (; j + 1 < end; j += 2) {
    let from = b + ((<usize>j) << 5)
    let to = out + panelOffset(j, panels, strips, strip)
    let next = out + panelOffset(j + 1, panels, strips, strip)
    const stop = to + strip
    for (; to < stop; to += step, next += step, from += stride) {
      const v0 = v128.load(from), v1 = v128.load(from, 16), v2 = v128.load(from, 32), v3 = v128.load(from, 48)
      v128.store(to, v0)
      v128.store(to, v1, 16)
      v128.store(next, v2)
      v128.store(next, v3, 16)
      s0 = madd(v0, zero, s0), s1 = madd(v1, zero, s1)
      s2 = madd(v2, zero, s2), s3 = madd(v3, zero, s3)
    }
  }
  if (j < end) {
    let from = b + ((<usize>j) << 5)
    let to = out + panelOffset(j, panels, strips, strip)
    const stop = to + strip
    for (; to < stop; to += step, from += stride) {
      const v0 = v128.load(from), v1 = v128.load(from, 16)
      v128.store(to, v0)
      v128.store(to, v1, 16)
      s0 = madd(v0, zero, s0)
      s1 = madd(v1, zero, s1)
    }
  }
  note(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)), flag)
}

/** Transposes the 4×4 block of rows p0…p3 and stores its columns `step` bytes apart. Gives sum + 0 · all values. */
// @ts-ignore: decorator
@inline
function transpose4(p0: usize, p1: usize, p2: usize, p3: usize, out: usize, step: usize, sum: v128): v128 {
  const r0 = v128.load(p0), r1 = v128.load(p1), r2 = v128.load(p2), r3 = v128.load(p3)
  const t0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5)
  const t1 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7)
  const t2 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5)
  const t3 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7)
  v128.store(out, v128.shuffle<f32>(t0, t2, 0, 1, 4, 5))
  v128.store(out + step, v128.shuffle<f32>(t0, t2, 2, 3, 6, 7))
  v128.store(out + step * 2, v128.shuffle<f32>(t1, t3, 0, 1, 4, 5))
  v128.store(out + step * 3, v128.shuffle<f32>(t1, t3, 2, 3, 6, 7))
  const zero = splat(0)
  return madd(r3, zero, madd(r2, zero, madd(r1, zero, madd(r0, zero, sum))))
}

/** The same from Bᵀ, stored as [N × K]: `stride` bytes between the N rows. */
export function packPanelsTransposed(
  b: usize, stride: usize, depth: i32, columns: i32, out: usize, flag: usize, panels: i32, strips: i32, step: usize,
  begin: i32, end: i32,
): void {
  const strip = <usize>depth * step
  const last = columns - 1
  let s0 = splat(0), s1 = s0
  let rest: f32 = 0
  for (let j = begin; j < end; j++) {
    const j0 = j << 3
    let p0 = b + <usize>min(j0, last) * stride
    let p1 = b + <usize>min(j0 + 1, last) * stride
    let p2 = b + <usize>min(j0 + 2, last) * stride
    let p3 = b + <usize>min(j0 + 3, last) * stride
    let p4 = b + <usize>min(j0 + 4, last) * stride
    let p5 = b + <usize>min(j0 + 5, last) * stride
    let p6 = b + <usize>min(j0 + 6, last) * stride
    let p7 = b + <usize>min(j0 + 7, last) * stride
    let to = out + panelOffset(j, panels, strips, strip)
    let k = 0
    for (; k + 3 < depth; k += 4) {
      s0 = transpose4(p0, p1, p2, p3, to, step, s0)
      s1 = transpose4(p4, p5, p6, p7, to + 16, step, s1)
      p0 += 16
      p1 += 16
      p2 += 16
      p3 += 16
      p4 += 16
      p5 += 16
      p6 += 16
      p7 += 16
      to += step << 2
    }
    for (; k < depth; k++) {
      store<f32>(to, load<f32>(p0))
      store<f32>(to, load<f32>(p1), 4)
      store<f32>(to, load<f32>(p2), 8)
      store<f32>(to, load<f32>(p3), 12)
      store<f32>(to, load<f32>(p4), 16)
      store<f32>(to, load<f32>(p5), 20)
      store<f32>(to, load<f32>(p6), 24)
      store<f32>(to, load<f32>(p7), 28)
      rest += (load<f32>(p0) + load<f32>(p1) + load<f32>(p2) + load<f32>(p3)) * 0
      rest += (load<f32>(p4) + load<f32>(p5) + load<f32>(p6) + load<f32>(p7)) * 0
      p0 += 4
      p1 += 4
      p2 += 4
      p3 += 4
      p4 += 4
      p5 += 4
      p6 += 4
      p7 += 4
      to += step
    }
  }
  note(f32x4.add(f32x4.add(s0, s1), splat(rest)), flag)
}
