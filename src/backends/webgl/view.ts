import { type TensorInfo, util } from '@tensorflow/tfjs-core'
import { drawFlat, eachTexel } from './flat-pass'
import { tileInts, tileKey, tileSource } from './gemm'
import type { Gpu } from './gpu'
import { type Flat, withFlat } from './layout'

/** Values of a tensor by strides: the one at d lies at offset + Σ d_i strides_i. */
export interface View {
  shape: number[]
  offset: number
  strides: number[]
}

/**
 * A view of x as a tensor of its own: a fetch a value, or a texel where four neighbours are neighbours in x. A product that
 * waits (pending.ts) is read as it lies.
 */
export function copyView(gpu: Gpu, x: TensorInfo, { shape, offset, strides }: View): TensorInfo {
  const last = shape.length - 1
  const outer = strides.slice(0, last)
  const whole = strides[last] === 1 && [shape[last]!, offset, ...outer].every((n) => n % 4 === 0)
  const unit = whole ? 4 : 1
  const tiles = gpu.pending.get(x.dataId)?.tiles
  const view = (flat?: Flat) =>
    drawFlat(gpu, shape, x.dtype, ({ width }) => {
      const ints = [
        width,
        flat?.width ?? tiles!.n / 4,
        util.sizeFromShape(shape) / unit,
        offset / unit,
        ...shape.map((n, i) => (i === last ? n / unit : n)),
        ...outer.map((stride) => stride / unit),
        strides[last]!,
      ]
      const texelOf = () =>
        tiles
          ? `${tileSource(tiles, ints.length)}
vec4 texelOf(int t) { ivec2 at = divide(t, u[1]); return tileAt(at.x, at.y); }`
          : 'vec4 texelOf(int t) { return texelAt(A, t, u[1]); }'
      return {
        key: `view ${shape.length} ${whole}${tiles ? ` ${tileKey(tiles)}` : ''}`,
        inputs: flat ? [flat.texture] : [],
        tiles: tiles ? [tiles.scratch.texture] : [],
        ints: tiles ? [...ints, ...tileInts(tiles)] : ints,
        source: () => texelOf() + source(shape.length, whole),
      }
    })
  return tiles ? view() : withFlat(gpu, [x], view)
}

/** Needs `texelOf`, which gives x's texel t. */
function source(rank: number, whole: boolean): string {
  const axes = Array.from({ length: rank }, (_, i) => rank - 1 - i)
  const step = (axis: number) =>
    axis > 0
      ? `d = divide(rest, u[${4 + axis}]); from += d.y * u[${4 + rank + axis}]; rest = d.x;`
      : `from += rest * u[${4 + rank}];`
  return `
${whole ? 'vec4' : 'float'} at(int e) {
  int rest = min(e, u[2] - 1), from = u[3];
  ivec2 d;
  ${axes.map(step).join('\n  ')}
  return ${whole ? 'texelOf(from)' : 'texelOf(from >> 2)[from & 3]'};
}
${eachTexel(whole)}`
}
