import { type TensorInfo, util } from '@tensorflow/tfjs-core'
import type { Tiles } from './gemm'
import { divideBy, type Gpu, largestInFloats } from './gpu'
import type { Flat } from './layout'
import type { ThinTerms } from './pending'

/** Operands of an elementwise kernel and the shape that they are broadcast to. */
export interface Operands {
  operands: TensorInfo[]
  shape: number[]
}

/** Where an operand comes from: a number, tiles or thin products that wait (pending.ts), or its texture. */
export type Source = { constant: number } | { tiles: Tiles } | { thin: ThinTerms } | { info: TensorInfo }

/** 2-D textures and layered ones, as shaders name them (gpu.ts). */
export const samplers = 'ABCDE'
export const tileSamplers = ['T', 'U'] as const

/** What waits is read as it is where it is not broadcast and there are samplers for it. */
export function sourcesOf(gpu: Gpu, { operands, shape }: Operands): Source[] {
  const size = util.sizeFromShape(shape)
  let free = samplers.length - operands.length
  const layered = new Set<Tiles>()
  return operands.map((info) => {
    const constant = cpuConstant(gpu, info)
    if (constant !== undefined) return { constant }
    const waiting = util.sizeFromShape(info.shape) === size ? gpu.pending.get(info.dataId) : undefined
    if (waiting?.tiles && (layered.has(waiting.tiles) || layered.size < tileSamplers.length)) {
      layered.add(waiting.tiles)
      return { tiles: waiting.tiles }
    }
    if (waiting?.thin && free > 0) {
      free--
      return { thin: waiting.thin }
    }
    return { info }
  })
}

/** What the shader fetches from, in order. */
export function texturesOf(source: Source): TensorInfo[] {
  if ('info' in source) return [source.info]
  return 'thin' in source ? [source.thin.a, source.thin.b] : []
}

/** GLSL for row and texel column of a matrix whose rows have n values, `rows` of them, at texel `t`. */
function placeIn(n: number, rows: number, width: number): [row: string, column: string] {
  if (width === n / 4) return ['at.y', 'at.x']
  const place = divideBy('t', n / 4, (rows * n) / 4)
  return [`min(${place}.x, ${rows - 1})`, `${place}.y`]
}

/** GLSL for texel `t` of a product that lies in tiles. */
export function readTiles({ n, m, batch }: Tiles, at: number, width: number): string {
  const name = at === 0 ? 'tileAt' : `tileAt${tileSamplers[at]}`
  return `${name}(${placeIn(n, batch * m, width)})`
}

/** Σ_k a[r, k] b[c, k] for one or two k: the texels of a and b that hold them. */
export function readThin(
  { m, n, k }: ThinTerms,
  [a, left]: [string, Flat],
  [b, right]: [string, Flat],
  width: number,
): string {
  const [row, column] = placeIn(n, m, width)
  const fetch = (sampler: string, t: string, flat: Flat) =>
    `texelFetch(${sampler}, ${divideBy(`(${t})`, flat.width, flat.size)}.yx, 0)`
  if (k === 1) return `${fetch(a, `${row} >> 2`, left)}[${row} & 3] * ${fetch(b, column, right)}`
  const pair = [`2 * ${column}`, `2 * ${column} + 1`].map((t) => fetch(b, t, right))
  return `thinPair(${fetch(a, `${row} >> 1`, left)}, ${row}, ${pair})`
}

/** For `readThin` with two k. */
export const thinPair = `
vec4 thinPair(vec4 pair, int r, vec4 p, vec4 q) {
  vec2 a = (r & 1) == 0 ? pair.xy : pair.zw;
  return a.x * vec4(p.xz, q.xz) + a.y * vec4(p.yw, q.yw);
}`

/**
 * The one value of a tensor that is still on the CPU and has no other (a scalar, tfjs's `ones` in the gradient of a sum): it
 * travels as a uniform, without a texture.
 */
export function cpuConstant(gpu: Gpu, info: TensorInfo): number | undefined {
  const { texture, values, slice } = gpu.backend.texData.get(info.dataId)
  if (texture != null || values == null || slice) return undefined
  const [first] = values
  return first !== undefined && values.every((value) => value === first) ? first : undefined
}

const four = (value: (i: number) => string) => `vec4(${[0, 1, 2, 3].map(value).join(', ')})`

/**
 * GLSL for the operand's four values at texel `t` of the result, which is the one at `at`, and `here` in coordinates: what is
 * fetched by those spares the bounds check of texelFetch.
 */
export function read(sampler: string, flat: Flat, shape: number[], width: number): string {
  const size = util.sizeFromShape(shape)
  if (flat.size === size)
    return flat.width === width ? `texture(${sampler}, here)` : texel(sampler, 't', flat)
  if (flat.size === 1) return `vec4(texelFetch(${sampler}, ivec2(0), 0).x)`
  const dims = shape.map((_, i) => flat.shape[i - shape.length + flat.shape.length] ?? 1)
  const first = dims.findIndex((d) => d > 1)
  const last = dims.findLastIndex((d) => d > 1)
  const inner = util.sizeFromShape(shape.slice(last + 1))
  const solid = dims.slice(first, last + 1).every((d, i) => d === shape[first + i])
  const n = flat.size
  if (solid && last === shape.length - 1 && flat.width === n / 4 && width % flat.width === 0)
    return `texture(${sampler}, vec2(${width === flat.width ? 'here.x' : `fract(here.x * ${width / flat.width}.)`}, .5))`
  if (solid && last === shape.length - 1)
    return n % 4 === 0
      ? texel(sampler, `${divideBy('t', n / 4, size)}.y`, flat)
      : four((i) => value(sampler, `divide(4 * t + ${i}, ${n}).y`, flat))
  if (solid && util.sizeFromShape(shape.slice(0, first)) === 1)
    return inner % 4 === 0
      ? `vec4(${value(sampler, width === inner / 4 ? 'at.y' : `${divideBy('t', inner / 4, size)}.x`, flat)})`
      : four((i) => value(sampler, `min(divide(4 * t + ${i}, ${inner}).x, ${n - 1})`, flat))
  // Anything else: the coordinate of every broadcast dimension.
  const strides = util.computeStrides(shape).concat(1)
  const flatStrides = util.computeStrides(dims).concat(1)
  const offset = (e: string) =>
    dims
      .map((d, axis) =>
        d > 1 ? `divide(divide(${e}, ${strides[axis]}).x, ${shape[axis]}).y * ${flatStrides[axis]}` : '',
      )
      .filter(Boolean)
      .join(' + ')
  return four((i) => value(sampler, offset(`(4 * t + ${i})`), flat))
}

const texel = (sampler: string, t: string, flat: Flat) =>
  /^\w+$/.test(t)
    ? `texelFetch(${sampler}, ${divideBy(t, flat.width, flat.size)}.yx, 0)`
    : `texelAt(${sampler}, ${t}, ${flat.width})`
const value = (sampler: string, e: string, { width, height, size }: Flat) =>
  size < largestInFloats
    ? `valueIn(${sampler}, float(${e}), ${width}., vec2(${[width, height].map((side) => (1 / side).toExponential(9))}))`
    : `valueAt(${sampler}, ${e}, ${width})`
