import { type DataType, type TensorInfo, util } from '@tensorflow/tfjs-core'
import { divideBy, type Gpu } from './gpu'
import { type Flat, makeFlat, withFlat } from './layout'

/**
 * y_i = φ(a_i, b_i, …) on four values a fragment. One fetch an operand and texel; broadcast operands are addressed, not
 * copied. A few operations a byte: bound by memory on any device, so what counts is that no coordinate is computed for
 * equal shapes, and that chains are one pass (`outputs` > 1: several results of the same operands).
 */
export interface Elementwise {
  /** Names the shader together with how the operands broadcast. */
  name: string
  /** GLSL statements that assign o0, o1 … from the vec4 a, b, c, d, e and `f[…]`. */
  body: string
  operands: TensorInfo[]
  shape: number[]
  dtype?: DataType
  floats?: number[]
  outputs?: number
}

const letters = ['a', 'b', 'c', 'd', 'e']

export function elementwise(gpu: Gpu, request: Elementwise): TensorInfo[] {
  const { shape, dtype = 'float32', outputs = 1, floats = [] } = request
  const onCpu = request.operands.map((info) => cpuConstant(gpu, info))
  const textured = request.operands.filter((_, i) => onCpu[i] === undefined)
  return withFlat(gpu, textured, (...flats) => {
    const outs = Array.from({ length: outputs }, () => makeFlat(gpu, shape, dtype))
    const { width, height } = outs[0]!.flat
    const values = [...floats]
    let next = 0
    const reads = request.operands.map((_, i) => {
      const constant = onCpu[i]
      if (constant !== undefined) {
        values.push(constant)
        return `vec4(f[${values.length - 1}])`
      }
      const unit = next++
      return read('ABCDE'[unit]!, flats[unit]!, shape, width)
    })
    gpu.run({
      key: `map ${request.name} ${outputs} ${width} ${reads.join(';')} ${values.length}`,
      inputs: flats.map(({ texture }) => texture),
      floats: values,
      outputs: outs.map(({ flat }) => flat.texture),
      width,
      height,
      source: () => `
void main() {
  ivec2 at = ivec2(gl_FragCoord.xy);
  int t = at.y * ${width} + at.x;
  ${reads.map((glsl, i) => `vec4 ${letters[i]} = ${glsl};`).join('\n  ')}
  ${request.body}
}`,
    })
    return outs.map(({ info }) => info)
  })
}

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

/** GLSL for the operand's four values at texel `t` of the result. */
function read(sampler: string, flat: Flat, shape: number[], width: number): string {
  const size = util.sizeFromShape(shape)
  if (flat.size === size)
    return flat.width === width ? `texelFetch(${sampler}, at, 0)` : texel(sampler, 't', flat)
  if (flat.size === 1) return `vec4(texelFetch(${sampler}, ivec2(0), 0).x)`
  const dims = shape.map((_, i) => flat.shape[i - shape.length + flat.shape.length] ?? 1)
  const first = dims.findIndex((d) => d > 1)
  const last = dims.findLastIndex((d) => d > 1)
  const inner = util.sizeFromShape(shape.slice(last + 1))
  const solid = dims.slice(first, last + 1).every((d, i) => d === shape[first + i])
  const n = flat.size
  if (solid && last === shape.length - 1)
    return n % 4 === 0
      ? texel(sampler, `divide(t, ${n / 4}).y`, flat)
      : four((i) => value(sampler, `divide(4 * t + ${i}, ${n}).y`, flat))
  if (solid && util.sizeFromShape(shape.slice(0, first)) === 1)
    return inner % 4 === 0
      ? `vec4(${value(sampler, `divide(t, ${inner / 4}).x`, flat)})`
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
    ? `texelFetch(${sampler}, ${divideBy(t, flat.width)}.yx, 0)`
    : `texelAt(${sampler}, ${t}, ${flat.width})`
const value = (sampler: string, e: string, flat: Flat) => `valueAt(${sampler}, ${e}, ${flat.width})`
