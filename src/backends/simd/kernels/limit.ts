import { madd, splat } from './math'

/** The machine's own limit, for the benchmark: twelve chains of multiply-add on registers alone. 96 FLOP a turn. */
export function peak(turns: i32): f32 {
  const x = splat(0.5), y = splat(0.25)
  let s0 = splat(0), s1 = splat(1), s2 = splat(2), s3 = splat(3), s4 = splat(4), s5 = splat(5)
  let s6 = splat(6), s7 = splat(7), s8 = splat(8), s9 = splat(9), s10 = splat(10), s11 = splat(11)
  for (let i = 0; i < turns; i++) {
    s0 = madd(s0, x, y)
    s1 = madd(s1, x, y)
    s2 = madd(s2, x, y)
    s3 = madd(s3, x, y)
    s4 = madd(s4, x, y)
    s5 = madd(s5, x, y)
    s6 = madd(s6, x, y)
    s7 = madd(s7, x, y)
    s8 = madd(s8, x, y)
    s9 = madd(s9, x, y)
    s10 = madd(s10, x, y)
    s11 = madd(s11, x, y)
  }
  const a = f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3))
  const b = f32x4.add(f32x4.add(s4, s5), f32x4.add(s6, s7))
  const c = f32x4.add(f32x4.add(s8, s9), f32x4.add(s10, s11))
  return f32x4.extract_lane(f32x4.add(a, f32x4.add(b, c)), 0)
}
