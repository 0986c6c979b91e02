import { activate } from './activation'
import { accumulate, fillRows, multiplyRows, padRows } from './gemm'
import { PANEL_OFFSET, ROWS_OFFSET, scratch, ZEROS_OFFSET } from './scratch'
import { multiplyRowsSparse } from './sparse'
import { TILE_ROWS } from './tile'

/**
 * Copies images [batch, height, width·channels] into the middle of zeroed ones
 * [batch, top + height + bottom, left + width + right], sizes in bytes along a row.
 * [begin, end) counts images.
 */
export function padImages(
  x: usize, height: i32, row: usize, out: usize, paddedHeight: i32, paddedRow: usize, top: i32, left: usize,
  begin: i32, end: i32,
): void {
  const image = <usize>paddedHeight * paddedRow
  for (let b = begin; b < end; b++) {
    let to = out + <usize>b * image
    let from = x + <usize>b * <usize>height * row
    for (let y = 0; y < paddedHeight; y++, to += paddedRow) {
      if (y < top || y >= top + height) memory.fill(to, 0, paddedRow)
      else {
        if (left) memory.fill(to, 0, left)
        memory.copy(to + left, from, row)
        const rest = paddedRow - left - row
        if (rest) memory.fill(to + left + row, 0, rest)
        from += row
      }
    }
  }
}

/**
 * Convolution as an implicit matrix product over padded images: C [pixels × N] = act(patches · W + bias).
 * The patch of output pixel (b, y, x) starts at x + b·image + y·row + x·pixel bytes and is made of `segments`
 * runs of `length` values at `offsets`. Zeros in x are left out when `sparse`: B is then packed in strips. Items are
 * blocks of `block` pixels.
 */
export function conv(
  x: usize, image: usize, row: usize, pixel: usize, height: i32, width: i32, pixels: i32,
  offsets: usize, segments: i32, length: i32, b: usize, n: i32, c: usize, bias: usize, kind: i32, alpha: f32,
  block: i32, sparse: i32, begin: i32, end: i32,
): void {
  const ldc = (<usize>n) << 2
  const panels = (n + 7) >> 3
  const depth = <usize>(segments * length)
  for (let item = begin; item < end; item++) {
    const first = item * block
    const count = min(block, pixels - first)
    fillPatches(x, image, row, pixel, height, width, first, count)
    const to = c + <usize>first * ldc
    if (sparse) multiplyRowsSparse(count, offsets, segments, length, b, n, to, ldc, bias)
    else multiplyRows(count, offsets, segments, <usize>length, depth, b, 0, panels, n, to, ldc, bias, 1)
    if (kind) activate(to, ldc, count, n, kind, alpha)
  }
}

/** Row pointers of `count` output pixels from `first` on. */
function fillPatches(
  x: usize, image: usize, row: usize, pixel: usize, height: i32, width: i32, first: i32, count: i32,
): void {
  let to = scratch + ROWS_OFFSET
  let line = first / width
  let column = first - line * width
  let batch = line / height
  let y = line - batch * height
  let start = x + <usize>batch * image + <usize>y * row
  let pointer = start + <usize>column * pixel
  for (let i = 0; i < count; i++, to += 4) {
    store<usize>(to, pointer)
    pointer += pixel
    if (++column == width) {
      column = 0
      if (++y == height) {
        y = 0
        batch++
        start = x + <usize>batch * image
      } else start += row
      pointer = start
    }
  }
  padRows(to, count)
}

/**
 * dW [segments·length × N] = Σ over pixels of patchᵀ · dy; dy is packed in panels of eight. The reduction
 * goes in blocks of `block` image rows, so that the images and dy of a block stay in the cache.
 * Items are tiles of six patch values, [begin, end); tiles do not cross runs.
 */
export function convFilter(
  x: usize, image: usize, row: usize, pixel: usize, height: i32, width: i32, lines: i32,
  offsets: usize, segments: i32, length: i32, dy: usize, n: i32, dw: usize,
  block: i32, begin: i32, end: i32,
): void {
  const ldc = (<usize>n) << 2
  const panels = (n + 7) >> 3
  const tiles = (length + TILE_ROWS - 1) / TILE_ROWS
  const gap = image - <usize>height * row
  const depth = <usize>lines * <usize>width
  for (let line = 0; line < lines; line += block) {
    const batch = line / height
    const y = line - batch * height
    const start = x + <usize>batch * image + <usize>y * row
    const rows = min(block, lines - line)
    for (let item = begin; item < end; item++) {
      const s = item / tiles
      const t = (item - s * tiles) * TILE_ROWS
      const from = start + <usize>load<i32>(offsets + ((<usize>s) << 2)) + ((<usize>t) << 2)
      const tall = min(length - t, TILE_ROWS)
      const to = dw + <usize>(s * length + t) * ldc
      for (let j = 0; j < panels; j++) {
        const panel = dy + ((<usize>j * depth + <usize>line * <usize>width) << 5)
        const wide = min(n - (j << 3), 8)
        accumulate(
          from, pixel, <usize>width, rows, row, y, height, gap, panel, to + ((<usize>j) << 5), ldc,
          line == 0, scratch + ZEROS_OFFSET, tall, wide,
        )
      }
    }
  }
}

/** to[0…n) += from[0…n) */
// @ts-ignore: decorator
@inline
function addRun(from: usize, to: usize, n: i32): void {
  let i = n
  for (; i > 3; i -= 4, from += 16, to += 16) v128.store(to, f32x4.add(v128.load(to), v128.load(from)))
  for (; i > 0; i--, from += 4, to += 4) store<f32>(to, load<f32>(to) + load<f32>(from))
}

/**
 * dx = the transpose of convolution: columns [pixels × kh·kw·channels] = dy · Wᵀ for a block of pixels in
 * scratch, then added into the zeroed image where each patch lay. Zeros in dy are left out when `sparse`: Wᵀ is then
 * packed in strips. Items are images: no two touch the same dx.
 */
export function convInput(
  dy: usize, outHeight: i32, outWidth: i32, outChannels: i32, b: usize,
  dx: usize, height: i32, width: i32, channels: i32, kernelHeight: i32, kernelWidth: i32,
  strideHeight: i32, strideWidth: i32, top: i32, left: i32, block: i32, sparse: i32, begin: i32, end: i32,
): void {
  const columns = kernelHeight * kernelWidth * channels
  const panels = (columns + 7) >> 3
  const ldc = (<usize>columns) << 2
  const work = scratch + PANEL_OFFSET
  const offsets = scratch + ZEROS_OFFSET
  const pixels = outHeight * outWidth
  const line = (<usize>(width * channels)) << 2
  const dyRow = (<usize>outChannels) << 2
  for (let item = begin; item < end; item++) {
    const out = dx + <usize>item * <usize>height * line
    memory.fill(out, 0, <usize>height * line)
    for (let first = 0; first < pixels; first += block) {
      const count = min(block, pixels - first)
      fillRows(dy + <usize>(item * pixels + first) * dyRow, dyRow, count)
      const depth = <usize>outChannels
      if (sparse) multiplyRowsSparse(count, offsets, 1, outChannels, b, columns, work, ldc, 0)
      else multiplyRows(count, offsets, 1, depth, depth, b, 0, panels, columns, work, ldc, 0, 0)
      for (let i = 0; i < count; i++) {
        const pixel = first + i
        const oy = pixel / outWidth
        const ox = pixel - oy * outWidth
        const y0 = oy * strideHeight - top
        const x0 = ox * strideWidth - left
        const k0 = max(0, -x0)
        const run = (min(kernelWidth, width - x0) - k0) * channels
        if (run <= 0) continue
        let from = work + <usize>i * ldc + ((<usize>(k0 * channels)) << 2)
        const step = (<usize>(kernelWidth * channels)) << 2
        for (let ky = 0; ky < kernelHeight; ky++, from += step) {
          const y = y0 + ky
          if (y < 0 || y >= height) continue
          addRun(from, out + <usize>y * line + ((<usize>((x0 + k0) * channels)) << 2), run)
        }
      }
    }
  }
}
