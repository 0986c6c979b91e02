/**
 * Resizing NHWC images with per-axis tables that the caller fills: for every output row int32 lower, int32 upper,
 * float32 weight of the upper (12 bytes), likewise for every output column. Nearest uses lower alone.
 * Items are images.
 */
// @ts-ignore: decorator
@inline
function lerp(a: f32, b: f32, t: f32): f32 {
  return a + (b - a) * t
}

export function resizeBilinear(
  x: usize, out: usize, rows: usize, columns: usize, height: i32, width: i32, outHeight: i32, outWidth: i32,
  channels: i32, begin: i32, end: i32,
): void {
  const pixel = (<usize>channels) << 2
  for (let b = begin; b < end; b++) {
    const image = x + <usize>b * <usize>(height * width) * pixel
    let to = out + <usize>b * <usize>(outHeight * outWidth) * pixel
    for (let y = 0; y < outHeight; y++) {
      const ry = rows + <usize>(y * 12)
      const top = image + <usize>(load<i32>(ry) * width) * pixel
      const bottom = image + <usize>(load<i32>(ry, 4) * width) * pixel
      const ty = load<f32>(ry, 8)
      for (let xx = 0; xx < outWidth; xx++, to += pixel) {
        const rx = columns + <usize>(xx * 12)
        const l = <usize>load<i32>(rx) * pixel
        const r = <usize>load<i32>(rx, 4) * pixel
        const tx = load<f32>(rx, 8)
        let c: usize = 0
        for (; c + 12 < pixel; c += 16) {
          const vx = f32x4.splat(tx)
          const tl = v128.load(top + l + c), bl = v128.load(bottom + l + c)
          const u = f32x4.add(tl, f32x4.mul(f32x4.sub(v128.load(top + r + c), tl), vx))
          const v = f32x4.add(bl, f32x4.mul(f32x4.sub(v128.load(bottom + r + c), bl), vx))
          v128.store(to + c, f32x4.add(u, f32x4.mul(f32x4.sub(v, u), f32x4.splat(ty))))
        }
        for (; c < pixel; c += 4) {
          const u = lerp(load<f32>(top + l + c), load<f32>(top + r + c), tx)
          const v = lerp(load<f32>(bottom + l + c), load<f32>(bottom + r + c), tx)
          store<f32>(to + c, lerp(u, v, ty))
        }
      }
    }
  }
}

/** The adjoint: every dy value goes back to its four pixels with the same weights; dx zeroed here. */
export function resizeBilinearGrad(
  dy: usize, dx: usize, rows: usize, columns: usize, height: i32, width: i32, outHeight: i32, outWidth: i32,
  channels: i32, begin: i32, end: i32,
): void {
  const pixel = (<usize>channels) << 2
  for (let b = begin; b < end; b++) {
    const image = dx + <usize>b * <usize>(height * width) * pixel
    memory.fill(image, 0, <usize>(height * width) * pixel)
    let from = dy + <usize>b * <usize>(outHeight * outWidth) * pixel
    for (let y = 0; y < outHeight; y++) {
      const ry = rows + <usize>(y * 12)
      const top = image + <usize>(load<i32>(ry) * width) * pixel
      const bottom = image + <usize>(load<i32>(ry, 4) * width) * pixel
      const ty = load<f32>(ry, 8)
      for (let xx = 0; xx < outWidth; xx++, from += pixel) {
        const rx = columns + <usize>(xx * 12)
        const l = <usize>load<i32>(rx) * pixel
        const r = <usize>load<i32>(rx, 4) * pixel
        const tx = load<f32>(rx, 8)
        for (let c: usize = 0; c < pixel; c += 4) {
          const g = load<f32>(from + c)
          add(top + l + c, g * (1 - ty) * (1 - tx))
          add(top + r + c, g * (1 - ty) * tx)
          add(bottom + l + c, g * ty * (1 - tx))
          add(bottom + r + c, g * ty * tx)
        }
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function add(at: usize, value: f32): void {
  store<f32>(at, load<f32>(at) + value)
}

export function resizeNearest(
  x: usize, out: usize, rows: usize, columns: usize, height: i32, width: i32, outHeight: i32, outWidth: i32,
  channels: i32, begin: i32, end: i32,
): void {
  const pixel = (<usize>channels) << 2
  for (let b = begin; b < end; b++) {
    const image = x + <usize>b * <usize>(height * width) * pixel
    let to = out + <usize>b * <usize>(outHeight * outWidth) * pixel
    for (let y = 0; y < outHeight; y++) {
      const line = image + <usize>(load<i32>(rows + <usize>(y * 12)) * width) * pixel
      for (let xx = 0; xx < outWidth; xx++, to += pixel) {
        const from = line + <usize>load<i32>(columns + <usize>(xx * 12)) * pixel
        if (pixel > 64) memory.copy(to, from, pixel)
        else for (let c: usize = 0; c < pixel; c += 4) store<u32>(to + c, load<u32>(from + c))
      }
    }
  }
}

export function resizeNearestGrad(
  dy: usize, dx: usize, rows: usize, columns: usize, height: i32, width: i32, outHeight: i32, outWidth: i32,
  channels: i32, begin: i32, end: i32,
): void {
  const pixel = (<usize>channels) << 2
  for (let b = begin; b < end; b++) {
    const image = dx + <usize>b * <usize>(height * width) * pixel
    memory.fill(image, 0, <usize>(height * width) * pixel)
    let from = dy + <usize>b * <usize>(outHeight * outWidth) * pixel
    for (let y = 0; y < outHeight; y++) {
      const line = image + <usize>(load<i32>(rows + <usize>(y * 12)) * width) * pixel
      for (let xx = 0; xx < outWidth; xx++, from += pixel) {
        const to = line + <usize>load<i32>(columns + <usize>(xx * 12)) * pixel
        for (let c: usize = 0; c < pixel; c += 4) add(to + c, load<f32>(from + c))
      }
    }
  }
}
