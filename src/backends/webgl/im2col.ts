import type { backend_util } from '@tensorflow/tfjs-core'
import type { TfjsTexture } from './backend'
import { divideBy, type Gpu, smallDividend } from './gpu'
import type { Flat } from './layout'
import { type Matrix, panelRows } from './matrix'

export type ConvInfo = backend_util.Conv2DInfo

/**
 * The patches of an image batch as a matrix: row p = (b, oy, ox), column (ky, kx, c), zero where a patch leaves the image.
 * `[batch, height, width, channels] → [batch · outHeight · outWidth, kernelHeight · kernelWidth · channels]`.
 *
 * With it a convolution is a matrix product in all three directions. It costs one fetch and one store a texel (four
 * fetches where channels do not divide by 4), the product behind it outChannels / 4 + … fetches of the same texel:
 * 10 % of the time at 64 channels, and the filter gradient takes over
 * the forward pass's (patches.ts). The addresses, with their divisions, are computed once instead of in the inner loop.
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

/** A matrix of patches in a texture that is not a tensor's. */
export interface Patches {
  matrix: Matrix
  texture: TfjsTexture
  /** What tfjs's pool knows the texture by. */
  shape: [number, number]
  bytes: number
}

/**
 * The patches in panels (matrix.ts), which serve the walk along a patch (forward) and the one over the patches (filter
 * gradient) alike; in rows where a texture is too small for that. `chunk`: parts of the rows for a walk down them.
 */
export function im2col(gpu: Gpu, x: Flat, info: ConvInfo, chunk: number): Patches {
  const rows = patchRows(info)
  const columns4 = Math.ceil(patchColumns(info) / 4)
  const panels = Math.ceil(rows / panelRows) <= gpu.maxTexture && panelRows * columns4 <= gpu.maxTexture
  const used = chunk && rows > gpu.maxTexture ? chunk : 0
  const perLine = used ? 1 : Math.ceil(rows / gpu.maxTexture)
  const layout = panels
    ? { width: panelRows * columns4, height: Math.ceil(rows / panelRows) }
    : used
      ? { width: columns4 * Math.ceil(rows / used), height: used }
      : { width: columns4 * perLine, height: Math.ceil(rows / perLine) }
  // Lines that begin a power of two apart fall into the same few sets of a cache.
  const spare = panels && layout.width % 64 === 0 && layout.width < gpu.maxTexture ? 4 : 0
  const shape: [number, number] = [2 * layout.height, 2 * (layout.width + spare)]
  const texture = gpu.backend.acquireTexture(shape, null, 'float32', true)
  const whole = info.inChannels % 4 === 0
  const small = rows < smallDividend && x.size < smallDividend
  gpu.run({
    key: `im2col ${whole} ${small} ${panels} ${columns4} ${used} ${perLine} ${x.width} ${geometryKey(info)}`,
    inputs: [x.texture],
    ints: [rows],
    outputs: [texture.texture],
    ...layout,
    source: () => source(info, whole, small, panels, columns4, used, perLine, x.width),
  })
  const order = panels ? 'panels' : 'rows'
  return {
    matrix: { texture: texture.texture, order, columns4, perLine, chunk: used },
    texture,
    shape,
    bytes: 4 * shape[0] * shape[1],
  }
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
  small: boolean,
  panels: boolean,
  columns4: number,
  chunk: number,
  perLine: number,
  width: number,
): string {
  const { inHeight, inWidth, inChannels, filterHeight, filterWidth, padInfo } = info
  return `
/** Offset of the value at patch (b, oy, ox), column j; −1 outside the image. */
int place(int b, int oy, int ox, int j) {
  ivec2 tap = ${divideBy('j', inChannels, true)}, k = ${divideBy('tap.x', filterWidth, true)};
  int ix = ox * ${info.strideWidth} + k.y * ${info.dilationWidth} - ${padInfo.left};
  int iy = oy * ${info.strideHeight} + k.x * ${info.dilationHeight} - ${padInfo.top};
  // Negative numbers are large unsigned ones; whole texels of channels leave no column beyond the last tap.
  bool inside = ${whole ? '' : `k.x < ${filterHeight} && `}all(lessThan(uvec2(ix, iy), uvec2(${inWidth}, ${inHeight})));
  return inside ? ((b * ${inHeight} + iy) * ${inWidth} + ix) * ${inChannels} + tap.y : -1;
}
float value(int e) {
  int t = max(e, 0) >> 2;
  float v = texelFetch(A, ${divideBy('t', width, small)}.yx, 0)[e & 3];
  return e < 0 ? 0. : v;
}
void main() {
  int y = int(gl_FragCoord.y), fx = int(gl_FragCoord.x);
  ${
    panels
      ? `int j = 4 * (fx >> 3), at = 8 * y + (fx & 7);`
      : `ivec2 x = ${divideBy('fx', columns4, true)};
  int j = 4 * x.y, at = ${chunk ? `x.x * ${chunk} + y` : `y * ${perLine} + x.x`};`
  }
  int p = min(at, u[0] - 1);
  ivec2 row = ${divideBy('p', info.outWidth, small)}, image = ${divideBy('row.x', info.outHeight, small)};
  int ox = row.y, oy = image.y, b = image.x;
  ${
    whole
      ? `int e = place(b, oy, ox, j), t = max(e, 0) >> 2;
  vec4 v = texelFetch(A, ${divideBy('t', width, small)}.yx, 0);
  o0 = e < 0 || at >= u[0] ? vec4(0.) : v;`
      : `o0 = at >= u[0] ? vec4(0.) : vec4(${[0, 1, 2, 3].map((i) => `value(place(b, oy, ox, j + ${i}))`).join(', ')});`
  }
}`
}
