import { expm1V, sigmoidV, splat } from './math'

/** Fused activations by number: 0 none, 1 relu, 2 relu6, 3 elu, 4 leaky relu (alpha), 5 sigmoid. */
// @ts-ignore: decorator
@inline
function activateV(x: v128, kind: i32, alpha: v128): v128 {
  const zero = splat(0)
  switch (kind) {
    case 1: return f32x4.pmax(x, zero)
    case 2: return f32x4.pmin(f32x4.pmax(x, zero), splat(6))
    case 3: return v128.bitselect(expm1V(x), x, f32x4.lt(x, zero))
    case 4: return v128.bitselect(f32x4.mul(x, alpha), x, f32x4.lt(x, zero))
    case 5: return sigmoidV(x)
    default: return x
  }
}

/** In place over a block of C while it is still in the cache. */
export function activate(c: usize, stride: usize, rows: i32, columns: i32, kind: i32, alpha: f32): void {
  if (kind == 0) return
  const a = splat(alpha)
  for (let r = 0; r < rows; r++) {
    let p = c
    const whole = p + ((<usize>(columns & ~3)) << 2)
    for (; p < whole; p += 16) v128.store(p, activateV(v128.load(p), kind, a))
    for (let j = 0; j < (columns & 3); j++, p += 4) {
      store<f32>(p, f32x4.extract_lane(activateV(v128.load32_zero(p), kind, a), 0))
    }
    c += stride
  }
}
