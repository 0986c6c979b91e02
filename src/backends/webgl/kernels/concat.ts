import { backend_util, Concat, type ConcatAttrs, type TensorInfo, util } from '@tensorflow/tfjs-core'
import { eachTexel } from '../flat-pass'
import type { Gpu } from '../gpu'
import type { FastKernel } from '../kernel'
import { type Flat, isFlat, makeFlat, withFlat } from '../layout'
import { samplers } from '../operands'

/**
 * Tensors joined along an axis, `[outer, size_i] → [outer, Σ size_i]` with all behind the axis in the sizes: a fetch a value, or
 * a texel where no texel holds values of two parts. (tfjs's own would first turn every part into its layout.)
 */
export const concat: FastKernel = {
  kernelName: Concat,
  alias: true,
  run(gpu, inputs, attrs) {
    const parts = (Object.values(inputs) as TensorInfo[]).filter(({ shape }) => util.sizeFromShape(shape) > 0)
    const ours = ({ dataId }: TensorInfo) =>
      gpu.pending.has(dataId) || isFlat(gpu.backend.texData.get(dataId))
    if (parts.length < 2 || parts.length > samplers.length || !parts.some(ours)) return undefined
    const shapes = parts.map(({ shape }) => shape)
    const axis = util.parseAxisParam((attrs as unknown as ConcatAttrs).axis, shapes[0]!)[0]!
    backend_util.assertParamsConsistent(shapes, axis)
    const outer = util.sizeFromShape(shapes[0]!.slice(0, axis))
    const shape = backend_util.computeOutShape(shapes, axis)
    return withFlat(gpu, parts, (...flats) => join(gpu, flats, outer, shape))
  },
}

function join(gpu: Gpu, flats: Flat[], outer: number, shape: number[]): TensorInfo {
  const out = makeFlat(gpu, shape)
  const { width, height, size } = out.flat
  const sizes = flats.map((flat) => flat.size / outer)
  const whole = sizes.every((n, i) => n % 4 === 0 || (outer === 1 && i === sizes.length - 1))
  const unit = whole ? 4 : 1
  const lengths = sizes.map((n) => Math.ceil(n / unit))
  const total = lengths.reduce((sum, n) => sum + n, 0)
  // Part i: its width, its length, and where it begins in the result.
  const begins = lengths.map((_, i) => lengths.slice(0, i).reduce((sum, n) => sum + n, 0))
  const read = (i: number) => {
    const at = `p.x * u[${4 + 3 * i}] + p.y - u[${5 + 3 * i}]`
    return whole
      ? `texelAt(${samplers[i]}, ${at}, u[${3 + 3 * i}])`
      : `valueAt(${samplers[i]}, ${at}, u[${3 + 3 * i}])`
  }
  const type = whole ? 'vec4' : 'float'
  gpu.run({
    key: `concat ${flats.length} ${whole}`,
    inputs: flats.map(({ texture }) => texture),
    ints: [
      width,
      total,
      Math.ceil(size / unit),
      ...flats.flatMap((flat, i) => [flat.width, lengths[i]!, begins[i]!]),
    ],
    outputs: [out.flat.texture],
    width,
    height,
    source: () => `
${type} at(int e) {
  ivec2 p = divide(min(e, u[2] - 1), u[1]);
  ${flats.map((_, i) => (i < flats.length - 1 ? `if (p.y < u[${5 + 3 * (i + 1)}]) return ${read(i)};` : `return ${read(i)};`)).join('\n  ')}
}
${eachTexel(whole)}`,
  })
  return out.info
}
