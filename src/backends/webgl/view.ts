import { type TensorInfo, util } from '@tensorflow/tfjs-core'
import type { Gpu } from './gpu'
import { makeFlat, withFlat } from './layout'

/** Values of a tensor by strides: the one at d lies at offset + Σ d_i strides_i. */
export interface View {
  shape: number[]
  offset: number
  strides: number[]
}

/** A view of x as a tensor of its own: a fetch a value, or a texel where four neighbours are neighbours in x. */
export function copyView(gpu: Gpu, x: TensorInfo, { shape, offset, strides }: View): TensorInfo {
  const last = shape.length - 1
  const outer = strides.slice(0, last)
  const whole = strides[last] === 1 && [shape[last]!, offset, ...outer].every((n) => n % 4 === 0)
  const unit = whole ? 4 : 1
  return withFlat(gpu, [x], (flat) => {
    const out = makeFlat(gpu, shape, x.dtype)
    const { width, height } = out.flat
    gpu.run({
      key: `view ${shape.length} ${whole}`,
      inputs: [flat!.texture],
      ints: [
        width,
        flat!.width,
        util.sizeFromShape(shape) / unit,
        offset / unit,
        ...shape.map((n, i) => (i === last ? n / unit : n)),
        ...outer.map((stride) => stride / unit),
        strides[last]!,
      ],
      outputs: [out.flat.texture],
      width,
      height,
      source: () => source(shape.length, whole),
    })
    return out.info
  })
}

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
  return ${whole ? 'texelAt' : 'valueAt'}(A, from, u[1]);
}
void main() {
  int t = int(gl_FragCoord.y) * u[0] + int(gl_FragCoord.x);
  o0 = ${whole ? 'at(t)' : 'vec4(at(4 * t), at(4 * t + 1), at(4 * t + 2), at(4 * t + 3))'};
}`
}
