import {
  Conv2DBackpropInput,
  type Conv2DBackpropInputAttrs,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core'
import { type GemmPlan, gemm, planGemm, type Tiles, tileInts, tileKey, tileSource } from '../gemm'
import { divideBy, type Gpu, smallDividend } from '../gpu'
import { type ConvInfo, geometryKey, isPointwise, patchColumns, patchRows } from '../im2col'
import type { FastKernel } from '../kernel'
import { makeFlat, withFlat } from '../layout'
import { withMatrix } from '../matrix'
import { untile } from '../untile'
import { convInfo, largestPatches } from './conv2d'

/**
 * dx = col2im(dy Wᵀ): the product gives every patch's gradient, [p, (ky, kx, c)], and each pixel gathers the patches
 * that saw it. No work is lost on a stride's zeros, as it is when the gradient is convolved with the turned filter.
 * The forward pass of a transposed convolution is this kernel.
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
    const plan = planGemm(shape, rows as GemmPlan['rows'], gpu)
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
  const small = out.flat.size < smallDividend
  gpu.run({
    key: `col2im ${tileKey(tiles)} ${whole} ${small} ${geometryKey(info)}`,
    tiles: [tiles.scratch.texture],
    ints: [out.flat.width, out.flat.size, ...tileInts(tiles)],
    outputs: [out.flat.texture],
    width: out.flat.width,
    height: out.flat.height,
    source: () => source(tiles, info, whole, small),
  })
  gpu.scratch.release(tiles.scratch)
  return out.info
}

/** That `name` − less is one of `count` places. */
const within = (name: string, less: number, count: number): string[] => [
  `${name} >= ${less}`,
  `${name} < ${count + less}`,
]

/** The taps that the stride lets meet a pixel are unrolled; one that misses its patch weighs 0. */
function source(tiles: Tiles, info: ConvInfo, whole: boolean, small: boolean): string {
  const { inChannels, filterWidth, filterHeight, strideWidth, strideHeight, outWidth, outHeight } = info
  const taps = []
  for (let i = 0; i < Math.ceil(filterHeight / strideHeight); i++)
    for (let j = 0; j < Math.ceil(filterWidth / strideWidth); j++)
      taps.push(`
  hit = ${[
    ...within('y0.x', i, outHeight),
    ...within('x0.x', j, outWidth),
    ...(filterHeight % strideHeight ? [`y0.y < ${filterHeight - i * strideHeight}`] : []),
    ...(filterWidth % strideWidth ? [`x0.y < ${filterWidth - j * strideWidth}`] : []),
  ].join(' && ')};
  at = at0 + ${(i * strideHeight * filterWidth + j * strideWidth) * inChannels};
  v = tileAt(hit ? row0 - ${i * outWidth + j} : 0, hit ? at >> 2 : 0);
  sum += hit ? ${whole ? 'v' : 'vec4(v[at & 3])'} : vec4(0.);`)
  return `${tileSource(tiles, 2)}
vec4 gather(int e) {
  ivec2 pixel = ${divideBy('e', inChannels, small)}, row = ${divideBy('pixel.x', info.inWidth, small)}, image = ${divideBy('row.x', info.inHeight, small)};
  int c = pixel.y, b = image.x, px = row.y + ${info.padInfo.left}, py = image.y + ${info.padInfo.top};
  ivec2 x0 = ${divideBy('px', strideWidth, true)}, y0 = ${divideBy('py', strideHeight, true)};
  int row0 = (b * ${outHeight} + y0.x) * ${outWidth} + x0.x, at0 = (y0.y * ${filterWidth} + x0.y) * ${inChannels} + c, at;
  vec4 sum = vec4(0.), v;
  bool hit;${taps.join('')}
  return sum;
}
void main() {
  int e = 4 * (int(gl_FragCoord.y) * u[0] + int(gl_FragCoord.x)), last = u[1] - 1;
  ${
    whole
      ? 'o0 = gather(min(e, last - 3));'
      : 'o0 = vec4(gather(min(e, last)).x, gather(min(e + 1, last)).x, gather(min(e + 2, last)).x, gather(min(e + 3, last)).x);'
  }
}`
}
