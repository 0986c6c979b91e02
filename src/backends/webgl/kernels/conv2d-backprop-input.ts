import {
  Conv2DBackpropInput,
  type Conv2DBackpropInputAttrs,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core'
import { type GemmPlan, gemm, isPlain, planGemm, type Tiles, tileInts, tileKey, tileSource } from '../gemm'
import type { Gpu } from '../gpu'
import { type ConvInfo, geometryKey, isPointwise, patchColumns, patchRows } from '../im2col'
import type { FastKernel } from '../kernel'
import { makeFlat, withFlat } from '../layout'
import { withMatrix } from '../matrix'
import { planTransposed, transposedConv } from '../transposed-conv'
import { untile } from '../untile'
import { type Whole, wholeUpTo } from '../whole'
import { convInfo, largestPatches } from './conv2d'

/**
 * dx[b, iy, ix, c] = Σ dy[b, oy, ox, o] w[ky, kx, c, o]: one product for each class of pixels that a stride tells apart
 * (transposed-conv.ts). Where channels do not fill texels dx = col2im(dy Wᵀ): the product gives every patch's gradient,
 * [p, (ky, kx, c)], and each pixel gathers the patches that saw it. In neither is work lost on a stride's zeros, as it is when
 * the gradient is convolved with the turned filter. The forward pass of a transposed convolution is this kernel.
 */
export const conv2DBackpropInput: FastKernel = {
  kernelName: Conv2DBackpropInput,
  byShape: true,
  variants: [8, 4, 1],
  run(gpu, { dy, filter }, attrs, rows) {
    const { inputShape, ...rest } = attrs as unknown as Conv2DBackpropInputAttrs
    const info = convInfo(inputShape, filter!.shape, { ...rest, dilations: 1 })
    // A gradient of another size than the convolution's output has no meaning here; tfjs gives it one.
    if (!info || !util.arraysEqual(dy!.shape, info.outShape)) return undefined
    const [m, n, k] = [patchRows(info), patchColumns(info), info.outChannels]
    if (m * n * k === 0 || m * n > largestPatches) return undefined
    const shape = { mode: 'nt', batch: 1, m, n, k } as const
    const tile = rows as GemmPlan['rows']
    const classes = isPointwise(info) ? undefined : planTransposed(info, gpu.maxTexture)
    if (classes)
      return withFlat(gpu, [dy!, filter!], (gradient, weights) =>
        // `down`: a row a line, also where the filter is a reshaped tensor that lies otherwise.
        withMatrix(gpu, weights!, { rows: n, columns: k, walk: 'down' }, ({ texture }) =>
          transposedConv(gpu, classes, gradient!, texture, tile),
        ),
      )
    const plan = planGemm(shape, tile, gpu)
    return withFlat(gpu, [dy!, filter!], (gradient, weights) =>
      withMatrix(gpu, gradient!, { rows: m, columns: k, walk: 'along' }, (left) =>
        withMatrix(gpu, weights!, { rows: n, columns: k, walk: 'along' }, (right) => {
          const tiles = gemm(gpu, shape, plan, left, right)
          return isPointwise(info) ? untile(gpu, tiles, info.inShape) : col2im(gpu, tiles, info)
        }),
      ),
    )
  },
}

/** dx[b, iy, ix, c] = Σ over the taps (ky, kx) whose patch (iy + top − ky) / stride, … exists. */
function col2im(gpu: Gpu, tiles: Tiles, info: ConvInfo): TensorInfo {
  const out = makeFlat(gpu, info.inShape)
  const whole = info.inChannels % 4 === 0
  const plain = isPlain(tiles)
  const numbers = wholeUpTo(plain ? Math.max(tiles.m, out.flat.size / (whole ? 4 : 1)) : Infinity)
  const { width, height } = tiles.scratch
  gpu.run({
    key: `col2im ${tileKey(tiles)} ${whole} ${numbers.type} ${geometryKey(info)}`,
    tiles: [tiles.scratch.texture],
    ints: [out.flat.width, out.flat.size, ...tileInts(tiles)],
    floats: [1 / width, 1 / height],
    outputs: [out.flat.texture],
    width: out.flat.width,
    height: out.flat.height,
    source: () => source(tiles, info, whole, numbers),
  })
  gpu.scratch.release(tiles.scratch)
  return out.info
}

/**
 * The taps that the stride lets meet a pixel are unrolled; one that misses its patch counts for nothing, whatever the fetch
 * gives. Channels are counted in texels where they fill them.
 */
function source(tiles: Tiles, info: ConvInfo, whole: boolean, numbers: Whole): string {
  const { filterWidth, filterHeight, strideWidth, strideHeight, outWidth, outHeight, padInfo } = info
  const { type, pair, n, split, within, fetchLayer } = numbers
  const channels = whole ? info.inChannels / 4 : info.inChannels
  const taps = []
  for (let i = 0; i < Math.ceil(filterHeight / strideHeight); i++)
    for (let j = 0; j < Math.ceil(filterWidth / strideWidth); j++)
      taps.push(`
  hit = ${within(
    [`(y0.x - ${n(i)})`, outHeight],
    [`(x0.x - ${n(j)})`, outWidth],
    // The last tap is beyond the filter in some classes.
    ...(filterHeight % strideHeight
      ? [['y0.y', filterHeight - i * strideHeight] satisfies [string, number]]
      : []),
    ...(filterWidth % strideWidth
      ? [['x0.y', filterWidth - j * strideWidth] satisfies [string, number]]
      : []),
  )};
  at = at0 + ${n((i * strideHeight * filterWidth + j * strideWidth) * channels)};
  ${whole ? '' : `place = ${split('at', 4)};`}
  v = patchAt(row0 - ${n(i * outWidth + j)}, ${whole ? 'at' : 'place.x'}, hit);
  sum += hit ? ${whole ? 'v' : 'vec4(v[int(place.y)])'} : vec4(0.);`)
  return `${
    type === 'int'
      ? `${tileSource(tiles, 2)}
vec4 patchAt(int row, int c, bool hit) { return tileAt(hit ? row : 0, hit ? c : 0); }`
      : `vec4 patchAt(float row, float c, bool hit) {
  vec2 tile = ${split('row', tiles.rows)};
  return ${fetchLayer('T', 'c', 'tile.x', 'tile.y', 'vec2(f[0], f[1])')};
}`
  }
vec4 gather(${type} e) {
  ${pair} pixel = ${split('e', channels)}, row = ${split('pixel.x', info.inWidth)}, image = ${split('row.x', info.inHeight)};
  ${type} px = row.y + ${n(padInfo.left)}, py = image.y + ${n(padInfo.top)};
  ${pair} x0 = ${split('px', strideWidth)}, y0 = ${split('py', strideHeight)}, place;
  ${type} row0 = (image.x * ${n(outHeight)} + y0.x) * ${n(outWidth)} + x0.x;
  ${type} at0 = (y0.y * ${n(filterWidth)} + x0.y) * ${n(channels)} + pixel.y, at;
  vec4 sum = vec4(0.), v;
  bool hit;${taps.join('')}
  return sum;
}
void main() {
  ${type} t = ${numbers.fragment('y')} * ${type}(u[0]) + ${numbers.fragment('x')}, last = ${type}(u[1] - 1);
  ${
    whole
      ? `o0 = gather(min(t, ${type}((u[1] >> 2) - 1)));`
      : `${type} e = ${n(4)} * t;
  o0 = vec4(${[0, 1, 2, 3].map((i) => `gather(min(e + ${n(i)}, last)).x`).join(', ')});`
  }
}`
}
