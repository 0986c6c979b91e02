/**
 * Pooling over NHWC images. `layout` points to int32s
 * [height, width, channels, outHeight, outWidth, filterHeight, filterWidth, strideHeight, strideWidth, dilationHeight,
 *  dilationWidth, top, left]. Items are images. Vectors run over the channels.
 */
class Geometry {
  height: i32
  width: i32
  channels: i32
  outHeight: i32
  outWidth: i32
  filterHeight: i32
  filterWidth: i32
  strideHeight: i32
  strideWidth: i32
  dilationHeight: i32
  dilationWidth: i32
  top: i32
  left: i32
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

/** Largest value (average = 0; NaN never wins, as in tfjs) or mean of the pixels inside the image (average = 1). */
export function pool(x: usize, out: usize, layout: usize, average: i32, begin: i32, end: i32): void {
  const g = changetype<Geometry>(layout)
  const pixel = (<usize>g.channels) << 2
  for (let b = begin; b < end; b++) {
    const image = x + <usize>b * <usize>(g.height * g.width) * pixel
    let to = out + <usize>b * <usize>(g.outHeight * g.outWidth) * pixel
    for (let oy = 0; oy < g.outHeight; oy++) {
      const y0 = oy * g.strideHeight - g.top
      for (let ox = 0; ox < g.outWidth; ox++, to += pixel) {
        const x0 = ox * g.strideWidth - g.left
        for (let c = 0; c < g.channels; c += 4) {
          let value = f32x4.splat(average ? 0 : -Infinity)
          let count = 0
          for (let ky = 0; ky < g.filterHeight; ky++) {
            const y = y0 + ky * g.dilationHeight
            if (y < 0 || y >= g.height) continue
            for (let kx = 0; kx < g.filterWidth; kx++) {
              const xx = x0 + kx * g.dilationWidth
              if (xx < 0 || xx >= g.width) continue
              const v = v128.load(image + <usize>(y * g.width + xx) * pixel + ((<usize>c) << 2))
              value = average ? f32x4.add(value, v) : f32x4.pmax(value, v)
              count++
            }
          }
          if (average) value = f32x4.div(value, f32x4.splat(<f32>count))
          storePart(to + ((<usize>c) << 2), value, g.channels - c)
        }
      }
    }
  }
}

/** dx += dy at each window's largest pixel (the first of equals), dx zeroed. */
export function maxPoolGrad(dy: usize, x: usize, dx: usize, layout: usize, begin: i32, end: i32): void {
  const g = changetype<Geometry>(layout)
  const pixel = (<usize>g.channels) << 2
  const size = <usize>(g.height * g.width) * pixel
  for (let b = begin; b < end; b++) {
    const image = x + <usize>b * size
    const grad = dx + <usize>b * size
    memory.fill(grad, 0, size)
    let from = dy + <usize>b * <usize>(g.outHeight * g.outWidth) * pixel
    for (let oy = 0; oy < g.outHeight; oy++) {
      for (let ox = 0; ox < g.outWidth; ox++) {
        for (let c = 0; c < g.channels; c++, from += 4) {
          const at = argmax(g, image, oy, ox, c)
          if (at >= 0) {
            const to = grad + ((<usize>at) << 2)
            store<f32>(to, load<f32>(to) + load<f32>(from))
          }
        }
      }
    }
  }
}

/** Index (y·width + x)·channels + c of the largest value in a window. */
function argmax(g: Geometry, image: usize, oy: i32, ox: i32, c: i32): i32 {
  let best: f32 = -Infinity
  let at = -1
  for (let ky = 0; ky < g.filterHeight; ky++) {
    const y = oy * g.strideHeight - g.top + ky * g.dilationHeight
    if (y < 0 || y >= g.height) continue
    for (let kx = 0; kx < g.filterWidth; kx++) {
      const xx = ox * g.strideWidth - g.left + kx * g.dilationWidth
      if (xx < 0 || xx >= g.width) continue
      const index = (y * g.width + xx) * g.channels + c
      const value = load<f32>(image + ((<usize>index) << 2))
      if (value > best) {
        best = value
        at = index
      }
    }
  }
  return at
}

/** int32 argmax of every window, within the image, or within the batch when `whole`. */
export function maxPoolIndices(x: usize, out: usize, layout: usize, whole: i32, begin: i32, end: i32): void {
  const g = changetype<Geometry>(layout)
  const size = g.height * g.width * g.channels
  for (let b = begin; b < end; b++) {
    const image = x + ((<usize>b * <usize>size) << 2)
    let to = out + ((<usize>b * <usize>(g.outHeight * g.outWidth * g.channels)) << 2)
    for (let oy = 0; oy < g.outHeight; oy++) {
      for (let ox = 0; ox < g.outWidth; ox++) {
        for (let c = 0; c < g.channels; c++, to += 4) {
          store<i32>(to, argmax(g, image, oy, ox, c) + (whole ? b * size : 0))
        }
      }
    }
  }
}

/** Each window's dy, divided by the filter's size, to every pixel it covers, as tfjs does; dx zeroed. */
export function avgPoolGrad(dy: usize, dx: usize, layout: usize, begin: i32, end: i32): void {
  const g = changetype<Geometry>(layout)
  const pixel = (<usize>g.channels) << 2
  const size = <usize>(g.height * g.width) * pixel
  for (let b = begin; b < end; b++) {
    const grad = dx + <usize>b * size
    memory.fill(grad, 0, size)
    let from = dy + <usize>b * <usize>(g.outHeight * g.outWidth) * pixel
    for (let oy = 0; oy < g.outHeight; oy++) {
      const y0 = oy * g.strideHeight - g.top
      for (let ox = 0; ox < g.outWidth; ox++, from += pixel) {
        const x0 = ox * g.strideWidth - g.left
        const share = <f32>1 / <f32>(g.filterHeight * g.filterWidth)
        for (let ky = 0; ky < g.filterHeight; ky++) {
          const y = y0 + ky * g.dilationHeight
          if (y < 0 || y >= g.height) continue
          for (let kx = 0; kx < g.filterWidth; kx++) {
            const xx = x0 + kx * g.dilationWidth
            if (xx < 0 || xx >= g.width) continue
            const to = grad + <usize>(y * g.width + xx) * pixel
            for (let c: usize = 0; c < pixel; c += 4) {
              store<f32>(to + c, load<f32>(to + c) + load<f32>(from + c) * share)
            }
          }
        }
      }
    }
  }
}
