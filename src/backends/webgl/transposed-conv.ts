import type { TensorInfo } from '@tensorflow/tfjs-core'
import { type GemmPlan, isFolded, type Tiles, tilesOf } from './gemm'
import { lines, place, range, unrolled } from './gemm-shader'
import type { Gpu } from './gpu'
import { type ConvInfo, geometryKey } from './im2col'
import { type Flat, makeFlat } from './layout'
import { ints, type Whole, wholeUpTo } from './whole'

/**
 * dx[b, iy, ix, c] = Σ over (ky, kx, o) of dy[b, oy, ox, o] w[ky, kx, c, o] with oy · stride + ky = iy + top, as products: pixels
 * whose iy + top and ix + left leave the same remainders (ry, rx) modulo the stride see the same taps ky = ry + stride · i of
 * dy at oy = y0 − i, y0 = ⌊(iy + top) / stride⌋. So each class of remainders is a stride-1 convolution of dy, and its product
 * reads dy itself: no patch is written, and nothing multiplied by a stride's zeros. (Shi et al. 2016, "Is the
 * deconvolution layer the same as a convolutional layer?")
 *
 * `dy` [batch, outHeight, outWidth, out] gets a border of zeros, so that no tap has to be tested. Against the product of all
 * patches and their gathering (col2im) it stores a quarter of the values, and its rows of k are
 * four times as long (4×4 taps, stride 2).
 */
export interface Transposed {
  info: ConvInfo
  /** Pixels of a class in each direction; in some classes the last is outside the image. */
  rows: number
  columns: number
  /** Lines and pixels of zeros before dy's, and its size with them. */
  top: number
  left: number
  height: number
  width: number
}

/** Undefined where channels do not fill texels or a texture would not hold it. */
export function planTransposed(info: ConvInfo, maxTexture: number): Transposed | undefined {
  const { padInfo, batchSize, inChannels, outChannels, filterHeight, filterWidth } = info
  if (inChannels % 4 || outChannels % 4 || filterHeight * filterWidth * inChannels > maxTexture)
    return undefined
  const y = along(padInfo.top, info.inHeight, info.outHeight, filterHeight, info.strideHeight)
  const x = along(padInfo.left, info.inWidth, info.outWidth, filterWidth, info.strideWidth)
  if (batchSize * y.size > maxTexture || (x.size * outChannels) / 4 > maxTexture) return undefined
  return {
    info,
    rows: y.count,
    columns: x.count,
    top: y.before,
    left: x.before,
    height: y.size,
    width: x.size,
  }
}

/** One direction: the pixels of the largest class, and how far the classes reach beyond dy. */
function along(pad: number, size: number, outSize: number, filter: number, stride: number) {
  const starts = range(stride).map((rest) => Math.ceil((pad - rest) / stride))
  const count = Math.max(
    ...starts.map((start, rest) => Math.floor((pad + size - 1 - rest) / stride) - start + 1),
  )
  const firsts = starts.map((start, rest) => start - Math.max(0, Math.ceil((filter - rest) / stride) - 1))
  const first = Math.min(0, ...firsts)
  const last = Math.max(outSize, ...starts.map((start) => start + count)) - 1
  return { count, before: -first, size: last - first + 1 }
}

/** `weights` [kh · kw · in, out], a row a line; `rows` of the register tile. */
export function transposedConv(
  gpu: Gpu,
  plan: Transposed,
  dy: Flat,
  weights: WebGLTexture,
  rows: GemmPlan['rows'],
): TensorInfo {
  const { info } = plan
  const border = withBorder(gpu, plan, dy)
  const m = info.batchSize * plan.rows * plan.columns
  const k = info.filterHeight * info.filterWidth * info.outChannels
  const tiles = tilesOf(
    gpu,
    { mode: 'nt', batch: info.strideHeight * info.strideWidth, m, n: info.inChannels, k },
    { rows, splits: 1, chunk: k },
  )
  const folded = isFolded(tiles)
  const places = wholeUpTo(m + rows)
  gpu.run({
    key: `transposed ${rows} ${folded} ${places.type} ${planKey(plan)}`,
    inputs: [border.flat.texture, weights],
    ints: [tiles.columns4, tiles.rowTiles, tiles.batch, tiles.height, 0, info.outChannels / 4],
    outputs: tiles.scratch,
    width: tiles.scratch.width,
    height: tiles.height,
    source: () => productSource(plan, rows, folded, places),
  })
  gpu.backend.disposeIntermediateTensorInfo(border.info)
  const out = makeFlat(gpu, info.inShape)
  const texels = wholeUpTo(Math.max(out.flat.size / 4, tiles.batch * (m + rows)))
  gpu.run({
    key: `interleave ${rows} ${folded} ${texels.type} ${planKey(plan)}`,
    tiles: [tiles.scratch.texture],
    ints: [out.flat.width, out.flat.size / 4, tiles.rowTiles, tiles.height],
    floats: [1 / tiles.scratch.width, 1 / tiles.scratch.height],
    outputs: [out.flat.texture],
    width: out.flat.width,
    height: out.flat.height,
    source: () => interleaveSource(plan, tiles, texels),
  })
  gpu.scratch.release(tiles.scratch)
  return out.info
}

const planKey = ({ info, rows, columns, top, left, height, width }: Transposed): string =>
  `${info.outChannels} ${[rows, columns, top, left, height, width].join(' ')} ${geometryKey(info)}`

/** dy inside zeros, a line of the texture for each of an image. */
function withBorder(gpu: Gpu, plan: Transposed, dy: Flat): ReturnType<typeof makeFlat> {
  const { info, top, left, height, width } = plan
  const texels = info.outChannels / 4
  const layout = { width: width * texels, height: info.batchSize * height }
  const border = makeFlat(gpu, [4 * layout.width * layout.height], 'float32', layout)
  const { type, pair, n, fragment, split, within, fetch } = wholeUpTo(dy.size / 4)
  gpu.run({
    key: `border ${type} ${texels} ${dy.width} ${info.outHeight} ${info.outWidth} ${height} ${width} ${top} ${left}`,
    inputs: [dy.texture],
    floats: [1 / dy.width, 1 / dy.height],
    outputs: [border.flat.texture],
    ...layout,
    source: () => `
void main() {
  ${type} u = ${fragment('x')}, v = ${fragment('y')};
  ${pair} pixel = ${split('u', texels)}, image = ${split('v', height)};
  ${type} x = pixel.x - ${n(left)}, y = image.y - ${n(top)};
  bool inside = ${within(['x', info.outWidth], ['y', info.outHeight])};
  ${type} t = ((image.x * ${n(info.outHeight)} + y) * ${n(info.outWidth)} + x) * ${n(texels)} + pixel.y;
  ${pair} at = ${split('t', dy.width)};
  vec4 value = ${fetch('A', 'at.y', 'at.x', 'vec2(f[0], f[1])')};
  o0 = inside ? value : vec4(0.);
}`,
  })
  return border
}

/** GLSL for ⌈(all − rest) / stride⌉: of `pad` the first ⌊(i + pad) / stride⌋ of a class, of `filter` its taps. */
const ceilOf = ({ n, split }: Whole, all: number, rest: string, stride: number): string =>
  `${split(`(${n(all + stride - 1)} - ${rest})`, stride)}.x`

function productSource(
  plan: Transposed,
  rows: number,
  folded: boolean,
  { type, pair, n, split }: Whole,
): string {
  const { info, left, top, height } = plan
  const { strideHeight, strideWidth, filterHeight, filterWidth, inChannels, padInfo } = info
  const texels = info.outChannels / 4
  const body = () => `
      u = tapU + float(k) * aStep.x; bU = (float(k) + .5) * bStep.x;
      ${lines(4, (i) => `b${i} = texture(B, vec2(bU, line${i ? ` + ${i}. * bStep.y` : ''}));`)}
      ${lines(
        rows,
        (i) => `a = texture(A, vec2(at${i}.x + u, v${i}));
      s${i} += vec4(dot(a, b0), dot(a, b1), dot(a, b2), dot(a, b3));`,
      )}`
  const of = (all: number, rest: string, stride: number) => ceilOf(ints, all, rest, stride)
  return `
void main() {
  ${place({ folded, parts: false, batch: true })}
  ivec2 rest = ${ints.split('batch', strideWidth)};
  int tapRows = ${of(filterHeight, 'rest.x', strideHeight)}, tapColumns = ${of(filterWidth, 'rest.y', strideWidth)};
  vec2 aStep = 1. / vec2(textureSize(A, 0)), bStep = 1. / vec2(textureSize(B, 0));
  vec2 start = vec2(${of(padInfo.left, 'rest.y', strideWidth)} + ${left}, ${of(padInfo.top, 'rest.x', strideHeight)} + ${top});
  ${type} p; ${pair} row, image;
  ${lines(
    rows,
    (
      i,
    ) => `p = ${type}(tile * ${rows} + ${i}); row = ${split('p', plan.columns)}; image = ${split('row.x', plan.rows)};
  vec2 at${i} = (vec2((float(row.y) + start.x) * ${texels}., float(image.x * ${n(height)} + image.y) + start.y) + .5) * aStep;`,
  )}
  ${lines(rows, (i) => `vec4 s${i} = vec4(0.);`)}
  vec4 a, b0, b1, b2, b3;
  float u, bU;
  for (int i = 0; i < tapRows; i++) {
    ${lines(rows, (r) => `float v${r} = at${r}.y - float(i) * aStep.y;`)}
    for (int j = 0; j < tapColumns; j++) {
      float tapU = -float(j * ${texels}) * aStep.x;
      int tap = (rest.x + i * ${strideHeight}) * ${filterWidth} + rest.y + j * ${strideWidth};
      float line = (float(tap * ${inChannels} + 4 * c) + .5) * bStep.y;
      ${unrolled(2, body, texels % 2 === 0)}
    }
  }
  ${lines(rows, (i) => `o${i} = s${i};`)}
}`
}

/** The classes' pixels in their order, one fetch each. */
function interleaveSource({ info, rows, columns }: Transposed, tiles: Tiles, numbers: Whole): string {
  const { type, pair, n, fragment, split, fetchLayer } = numbers
  const { strideHeight, strideWidth, padInfo, inWidth, inHeight } = info
  return `
void main() {
  ${type} t = min(${fragment('y')} * ${type}(u[0]) + ${fragment('x')}, ${type}(u[1] - 1));
  ${pair} pixel = ${split('t', tiles.columns4)}, line = ${split('pixel.x', inWidth)}, image = ${split('line.x', inHeight)};
  ${pair} x = ${split(`(line.y + ${n(padInfo.left)})`, strideWidth)}, y = ${split(`(image.y + ${n(padInfo.top)})`, strideHeight)};
  x.x -= ${ceilOf(numbers, padInfo.left, 'x.y', strideWidth)};
  y.x -= ${ceilOf(numbers, padInfo.top, 'y.y', strideHeight)};
  ${type} row = (image.x * ${n(rows)} + y.x) * ${n(columns)} + x.x;
  ${pair} tile = ${split('row', tiles.rows)};
  ${type} at = (y.y * ${n(strideWidth)} + x.y) * ${type}(u[2]) + tile.x;
  ${
    isFolded(tiles)
      ? `ivec2 fold = divide(int(at), u[3]);
  ${type} column = pixel.y + ${type}(fold.x * ${tiles.columns4}); at = ${type}(fold.y);`
      : `${type} column = pixel.y;`
  }
  o0 = ${fetchLayer('T', 'column', 'at', 'tile.y', 'vec2(f[0], f[1])')};
}`
}
