import type { backend_util } from '@tensorflow/tfjs-core'
import type { TfjsTexture } from './backend'
import type { Gpu } from './gpu'
import type { Flat } from './layout'
import { type Matrix, panelRows } from './matrix'
import { type Whole, wholeUpTo } from './whole'

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
  const full = panels && rows % panelRows === 0
  const numbers = wholeUpTo(Math.max(rows + panelRows, x.size / (whole ? 4 : 1)))
  gpu.run({
    key: `im2col ${whole} ${numbers.type} ${panels} ${columns4} ${used} ${perLine} ${x.width} ${full} ${geometryKey(info)}`,
    inputs: [x.texture],
    ints: [rows],
    floats: [1 / x.width, 1 / x.height],
    outputs: [texture.texture],
    ...layout,
    source: () => source(info, numbers, panels, columns4, used, perLine, x.width, full),
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

/** Channels are counted in texels where they fill them. */
function source(
  info: ConvInfo,
  { type, pair, n, split, within, fragment, fetch }: Whole,
  panels: boolean,
  columns4: number,
  chunk: number,
  perLine: number,
  width: number,
  full: boolean,
): string {
  const { inHeight, inWidth, inChannels, filterHeight, filterWidth, padInfo } = info
  const whole = inChannels % 4 === 0
  const channels = whole ? inChannels / 4 : inChannels
  return `
vec4 value(${type} at, ${type} b, ${type} oy, ${type} ox, ${type} j) {
  ${pair} tap = ${split('j', channels)}, k = ${split('tap.x', filterWidth)};
  ${type} ix = ox * ${n(info.strideWidth)} + k.y * ${n(info.dilationWidth)} - ${n(padInfo.left)};
  ${type} iy = oy * ${n(info.strideHeight)} + k.x * ${n(info.dilationHeight)} - ${n(padInfo.top)};
  // Whole texels of channels leave no column beyond the last tap.
  bool inside = ${within(['ix', inWidth], ['iy', inHeight], ...(whole ? [] : ([['k.x', filterHeight]] as [string, number][])))};
  ${full ? '' : `// Rows that fill the last panel up are zero.\n  inside = inside && at < ${type}(u[0]);`}
  // Outside, whatever the fetch gives counts for nothing.
  ${type} e = ((b * ${n(inHeight)} + iy) * ${n(inWidth)} + ix) * ${n(channels)} + tap.y;
  ${whole ? '' : `${pair} texel = ${split('e', 4)};`}
  ${type} t = ${whole ? 'e' : 'texel.x'};
  ${pair} place = ${split('t', width)};
  vec4 v = ${fetch('A', 'place.y', 'place.x', 'vec2(f[0], f[1])')};
  return inside ? ${whole ? 'v' : 'vec4(v[int(texel.y)])'} : vec4(0.);
}
void main() {
  ${type} y = ${fragment('y')}, fx = ${fragment('x')};
  ${pair} x = ${panels ? split('fx', panelRows) : split('fx', columns4)};
  ${
    panels
      ? `${type} j = x.x, at = y * ${n(panelRows)} + x.y;`
      : `${type} j = x.y, at = ${chunk ? `x.x * ${n(chunk)} + y` : `y * ${n(perLine)} + x.x`};`
  }
  ${pair} row = ${split('at', info.outWidth)}, image = ${split('row.x', info.outHeight)};
  ${
    whole
      ? 'o0 = value(at, image.x, image.y, row.y, j);'
      : `j *= ${n(4)};
  o0 = vec4(${[0, 1, 2, 3].map((i) => `value(at, image.x, image.y, row.y, j + ${n(i)}).x`).join(', ')});`
  }
}`
}
