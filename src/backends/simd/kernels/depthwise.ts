import { madd } from './math'

/**
 * Depthwise convolution, one filter a channel: x [batch, height, width, channels], filter [fh, fw, channels].
 * `layout` is that of pool.ts: [height, width, channels, outHeight, outWidth, filterHeight, filterWidth,
 * strideHeight, strideWidth, dilationHeight, dilationWidth, top, left]. Vectors run over the channels.
 */
// @ts-ignore: decorator
@inline
function geometry(layout: usize, i: usize): i32 {
  return load<i32>(layout + (i << 2))
}

// @ts-ignore: decorator
@inline
function storePart(to: usize, value: v128, lanes: i32): void {
  if (lanes >= 4) v128.store(to, value)
  else {
    store<f32>(to, f32x4.extract_lane(value, 0))
    if (lanes > 1) store<f32>(to, f32x4.extract_lane(value, 1), 4)
    if (lanes > 2) store<f32>(to, f32x4.extract_lane(value, 2), 8)
  }
}

/** Items are images. */
export function depthwise(x: usize, filter: usize, out: usize, layout: usize, begin: i32, end: i32): void {
  const height = geometry(layout, 0), width = geometry(layout, 1), channels = geometry(layout, 2)
  const outHeight = geometry(layout, 3), outWidth = geometry(layout, 4)
  const filterHeight = geometry(layout, 5), filterWidth = geometry(layout, 6)
  const pixel = (<usize>channels) << 2
  for (let b = begin; b < end; b++) {
    const image = x + <usize>b * <usize>(height * width) * pixel
    let to = out + <usize>b * <usize>(outHeight * outWidth) * pixel
    for (let oy = 0; oy < outHeight; oy++) {
      const y0 = oy * geometry(layout, 7) - geometry(layout, 11)
      for (let ox = 0; ox < outWidth; ox++, to += pixel) {
        const x0 = ox * geometry(layout, 8) - geometry(layout, 12)
        for (let c = 0; c < channels; c += 4) {
          const at = (<usize>c) << 2
          let sum = f32x4.splat(0)
          for (let ky = 0; ky < filterHeight; ky++) {
            const y = y0 + ky * geometry(layout, 9)
            if (y < 0 || y >= height) continue
            for (let kx = 0; kx < filterWidth; kx++) {
              const xx = x0 + kx * geometry(layout, 10)
              if (xx < 0 || xx >= width) continue
              const w = v128.load(filter + <usize>(ky * filterWidth + kx) * pixel + at)
              sum = madd(v128.load(image + <usize>(y * width + xx) * pixel + at), w, sum)
            }
          }
          storePart(to + at, sum, channels - c)
        }
      }
    }
  }
}

/** dx = Σ dy · filter where the windows lay. Items are images. */
export function depthwiseInput(dy: usize, filter: usize, dx: usize, layout: usize, begin: i32, end: i32): void {
  const height = geometry(layout, 0), width = geometry(layout, 1), channels = geometry(layout, 2)
  const outHeight = geometry(layout, 3), outWidth = geometry(layout, 4)
  const filterHeight = geometry(layout, 5), filterWidth = geometry(layout, 6)
  const pixel = (<usize>channels) << 2
  for (let b = begin; b < end; b++) {
    const image = dx + <usize>b * <usize>(height * width) * pixel
    memory.fill(image, 0, <usize>(height * width) * pixel)
    let from = dy + <usize>b * <usize>(outHeight * outWidth) * pixel
    for (let oy = 0; oy < outHeight; oy++) {
      for (let ox = 0; ox < outWidth; ox++, from += pixel) {
        for (let ky = 0; ky < filterHeight; ky++) {
          const y = oy * geometry(layout, 7) - geometry(layout, 11) + ky * geometry(layout, 9)
          if (y < 0 || y >= height) continue
          for (let kx = 0; kx < filterWidth; kx++) {
            const xx = ox * geometry(layout, 8) - geometry(layout, 12) + kx * geometry(layout, 10)
            if (xx < 0 || xx >= width) continue
            const to = image + <usize>(y * width + xx) * pixel
            const w = filter + <usize>(ky * filterWidth + kx) * pixel
            for (let c = 0; c < channels; c += 4) {
              const at = (<usize>c) << 2
              storePart(to + at, madd(v128.load(from + at), v128.load(w + at), v128.load(to + at)), channels - c)
            }
          }
        }
      }
    }
  }
}

/** dFilter = Σ over images and pixels of x · dy. Items are filter taps (filterHeight × filterWidth). */
export function depthwiseFilter(
  x: usize, dy: usize, dw: usize, layout: usize, batch: i32, begin: i32, end: i32,
): void {
  const height = geometry(layout, 0), width = geometry(layout, 1), channels = geometry(layout, 2)
  const outHeight = geometry(layout, 3), outWidth = geometry(layout, 4)
  const filterWidth = geometry(layout, 6)
  const pixel = (<usize>channels) << 2
  for (let item = begin; item < end; item++) {
    const ky = item / filterWidth
    const kx = item - ky * filterWidth
    for (let c = 0; c < channels; c += 4) {
      const at = (<usize>c) << 2
      let total = f32x4.splat(0)
      for (let b = 0; b < batch; b++) {
        const image = x + <usize>b * <usize>(height * width) * pixel + at
        let from = dy + <usize>b * <usize>(outHeight * outWidth) * pixel + at
        let sum = f32x4.splat(0)
        for (let oy = 0; oy < outHeight; oy++) {
          const y = oy * geometry(layout, 7) - geometry(layout, 11) + ky * geometry(layout, 9)
          for (let ox = 0; ox < outWidth; ox++, from += pixel) {
            const xx = ox * geometry(layout, 8) - geometry(layout, 12) + kx * geometry(layout, 10)
            if (y < 0 || y >= height || xx < 0 || xx >= width) continue
            sum = madd(v128.load(image + <usize>(y * width + xx) * pixel), v128.load(from), sum)
          }
        }
        total = f32x4.add(total, sum)
      }
      storePart(dw + <usize>item * pixel + at, total, channels - c)
    }
  }
}
