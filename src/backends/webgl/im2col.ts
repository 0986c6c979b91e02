import type { backend_util, TensorInfo } from '@tensorflow/tfjs-core'
import { divideBy, type Gpu } from './gpu'
import { type Flat, makeFlat } from './layout'
import type { Matrix } from './matrix'

export type ConvInfo = backend_util.Conv2DInfo

/**
 * The patches of an image batch as a matrix: row p = (b, oy, ox), column (ky, kx, c), zero where a patch leaves the image.
 * `[batch, height, width, channels] → [batch · outHeight · outWidth, kernelHeight · kernelWidth · channels]`.
 *
 * With it a convolution is a matrix product in all three directions. It costs one fetch and one store a texel (four
 * fetches where channels do not divide by 4), the product behind it outChannels / 4 + … fetches of the same texel:
 * 5 % of the time at 64 channels. The addresses, with their divisions, are computed once instead of in the inner loop.
 */
export const patchRows = (info: ConvInfo): number => info.batchSize * info.outHeight * info.outWidth
export const patchColumns = (info: ConvInfo): number => info.filterHeight * info.filterWidth * info.inChannels

/** A 1×1 convolution of stride 1 has the image itself as its patches. */
export const isPointwise = (info: ConvInfo): boolean =>
  info.filterHeight === 1 &&
  info.filterWidth === 1 &&
  info.strideHeight === 1 &&
  info.strideWidth === 1 &&
  info.padInfo.type !== 'NUMBER' &&
  info.inHeight === info.outHeight &&
  info.inWidth === info.outWidth

/** `chunk` > 0: parts of that many patches side by side, for a walk down the rows; 0: for a walk along them. */
export function im2col(
  gpu: Gpu,
  x: Flat,
  info: ConvInfo,
  chunk: number,
): { info: TensorInfo; matrix: Matrix } {
  const rows = patchRows(info)
  const columns4 = Math.ceil(patchColumns(info) / 4)
  const perLine = chunk ? 1 : Math.ceil(rows / gpu.maxTexture)
  const layout = chunk
    ? { width: columns4 * Math.ceil(rows / chunk), height: chunk }
    : { width: columns4 * perLine, height: Math.ceil(rows / perLine) }
  const whole = info.inChannels % 4 === 0
  const out = makeFlat(gpu, [rows, 4 * columns4], 'float32', layout)
  gpu.run({
    key: `im2col ${whole} ${columns4} ${chunk} ${perLine} ${x.width} ${geometryKey(info)}`,
    inputs: [x.texture],
    ints: [rows],
    outputs: [out.flat.texture],
    ...layout,
    source: () => source(info, whole, columns4, chunk, perLine, x.width),
  })
  return { info: out.info, matrix: { texture: out.flat.texture, columns4, perLine, chunk } }
}

/** The geometry is written into the shader: most of its divisions become shifts. The batch is not, nor need it be. */
export const geometryKey = (info: ConvInfo): string =>
  [
    info.inHeight,
    info.inWidth,
    info.inChannels,
    info.outHeight,
    info.outWidth,
    info.filterHeight,
    info.filterWidth,
    info.strideHeight,
    info.strideWidth,
    info.dilationHeight,
    info.dilationWidth,
    info.padInfo.top,
    info.padInfo.left,
  ].join(' ')

function source(
  info: ConvInfo,
  whole: boolean,
  columns4: number,
  chunk: number,
  perLine: number,
  width: number,
): string {
  const { inHeight, inWidth, inChannels, filterHeight, filterWidth, padInfo } = info
  return `
/** Offset of the value at patch (b, oy, ox), column j; −1 outside the image. */
int place(int b, int oy, int ox, int j) {
  ivec2 tap = ${divideBy('j', inChannels)}, k = ${divideBy('tap.x', filterWidth)};
  int ix = ox * ${info.strideWidth} + k.y * ${info.dilationWidth} - ${padInfo.left};
  int iy = oy * ${info.strideHeight} + k.x * ${info.dilationHeight} - ${padInfo.top};
  bool inside = k.x < ${filterHeight} && ix >= 0 && iy >= 0 && ix < ${inWidth} && iy < ${inHeight};
  return inside ? ((b * ${inHeight} + iy) * ${inWidth} + ix) * ${inChannels} + tap.y : -1;
}
float value(int e) {
  int t = max(e, 0) >> 2;
  float v = texelFetch(A, ${divideBy('t', width)}.yx, 0)[e & 3];
  return e < 0 ? 0. : v;
}
void main() {
  int y = int(gl_FragCoord.y), fx = int(gl_FragCoord.x);
  ivec2 x = ${divideBy('fx', columns4)};
  int j = 4 * x.y, p = min(${chunk ? `x.x * ${chunk} + y` : `y * ${perLine} + x.x`}, u[0] - 1);
  ivec2 row = ${divideBy('p', info.outWidth)}, image = ${divideBy('row.x', info.outHeight)};
  int ox = row.y, oy = image.y, b = image.x;
  ${
    whole
      ? `int e = place(b, oy, ox, j), t = max(e, 0) >> 2;
  vec4 v = texelFetch(A, ${divideBy('t', width)}.yx, 0);
  o0 = e < 0 ? vec4(0.) : v;`
      : `o0 = vec4(${[0, 1, 2, 3].map((i) => `value(place(b, oy, ox, j + ${i}))`).join(', ')});`
  }
}`
}
