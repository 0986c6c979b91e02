import { backend_util, type DataType, type TensorInfo, util } from '@tensorflow/tfjs-core'
import type { SimdBackend } from '../backend'
import { bridge } from '../bridge'
import { ELEMENT_GRAIN, type KernelFunction, type KernelTable } from '../kernel'
import { withReduction } from '../reduction'
import { castTo } from './cast'

function outputShape(x: TensorInfo, axes: number[], keepDims: boolean): number[] {
  const [shape] = backend_util.computeOutAndReduceShapes(x.shape, axes)
  return keepDims ? backend_util.expandShapeToKeepDim(shape, axes) : shape
}

/** Σ, Π, max or min over `axes`, times `scale`. */
function fold(
  backend: SimdBackend,
  wasmName: string,
  x: TensorInfo,
  axes: number[],
  keepDims: boolean,
  scale: (depth: number) => number,
): TensorInfo {
  return withReduction(backend, x, axes, false, (source, { outer, depth, inner }) => {
    const out = backend.output(outputShape(x, axes, keepDims), x.dtype)
    const whole = wasmName === 'reduceSumInt' ? inner : inner === 1 ? 1 : Math.ceil(inner / 16)
    const grain = Math.max(1, Math.ceil(ELEMENT_GRAIN / (depth * Math.min(inner, 16) + 1)))
    const [px, po] = [backend.pointer(source), backend.pointer(out)]
    backend.run(wasmName, inner === 0 ? 0 : outer * whole, grain, px, po, depth, inner, scale(depth))
    return out
  })
}

const axesOf = (x: TensorInfo, axis: unknown) =>
  util.parseAxisParam(axis as number | number[], x.shape).sort((a, b) => a - b)

function reduction(
  kernelName: string,
  axisAttr = 'axis',
  scale: (depth: number) => number = () => 1,
): KernelFunction {
  const wasmName = `reduce${kernelName === 'Mean' ? 'Sum' : kernelName}`
  const fallback = bridge(kernelName)
  return (args) => {
    const x = args.inputs.x!
    const axes = axesOf(x, args.attrs[axisAttr])
    // Counting what holds: means of int32 and bool go through float32, sums of bool through int32.
    const counted =
      kernelName === 'Mean' ? 'float32' : kernelName === 'Sum' && x.dtype === 'bool' ? 'int32' : x.dtype
    if (counted !== x.dtype) {
      const cast = castTo(args.backend, x, counted)
      if (!cast) return fallback(args)
      const result = reduction(kernelName, axisAttr, scale)({ ...args, inputs: { x: cast } })
      args.backend.disposeData(cast.dataId)
      return result
    }
    const int = x.dtype === 'int32' && kernelName === 'Sum'
    if (x.dtype !== 'float32' && !int) return fallback(args)
    const keepDims = Boolean(args.attrs.keepDims)
    return fold(args.backend, int ? `${wasmName}Int` : wasmName, x, axes, keepDims, scale)
  }
}

function boolean(kernelName: string, all: number): KernelFunction {
  return (args) => {
    const x = args.inputs.x!
    if (x.dtype !== 'bool') return bridge(kernelName)(args)
    const { backend } = args
    const axes = axesOf(x, args.attrs.axis)
    const last = axes.every((axis, i) => axis === x.shape.length - axes.length + i)
    // Bytes are not transposed here: only trailing axes, which is what conditions ask for.
    if (!last) return bridge(kernelName)(args)
    const out = backend.output(outputShape(x, axes, Boolean(args.attrs.keepDims)), 'bool')
    const depth = axes.reduce((product, axis) => product * x.shape[axis]!, 1)
    const rows = util.sizeFromShape(out.shape)
    backend.run('reduceBool', rows, ELEMENT_GRAIN, backend.pointer(x), backend.pointer(out), depth, all)
    return out
  }
}

function argExtremum(kernelName: string, sign: number): KernelFunction {
  return (args) => {
    const x = args.inputs.x!
    const axes = axesOf(x, args.attrs.axis)
    if (x.dtype !== 'float32' || axes.length !== 1) return bridge(kernelName)(args)
    return withReduction(args.backend, x, axes, true, (source, { outer, depth }) => {
      const out = args.backend.output(outputShape(x, axes, false), 'int32' as DataType)
      const grain = Math.max(1, Math.ceil(ELEMENT_GRAIN / (depth + 1)))
      const [px, po] = [args.backend.pointer(source), args.backend.pointer(out)]
      args.backend.run('argExtremum', outer, grain, px, po, depth, sign)
      return out
    })
  }
}

function softmax(kernelName: string, axisAttr: string, log: number): KernelFunction {
  return (args) => {
    const x = args.inputs.logits!
    const depth = x.shape.at(-1) ?? 1
    const axis = args.attrs[axisAttr] as number
    const last = axis === -1 || axis === x.shape.length - 1
    if (x.dtype !== 'float32' || !last || depth === 0) return bridge(kernelName)(args)
    const { backend } = args
    const out = backend.output(x.shape, 'float32')
    const rows = util.sizeFromShape(x.shape) / depth
    const grain = Math.max(1, Math.ceil(ELEMENT_GRAIN / 8 / depth))
    backend.run('softmax', rows, grain, backend.pointer(x), backend.pointer(out), depth, log)
    return out
  }
}

export const reduceKernels: KernelTable = {
  Cumsum: (args) => {
    const x = args.inputs.x!
    if (x.dtype !== 'float32') return bridge('Cumsum')(args)
    const { backend } = args
    const { axis, exclusive, reverse } = args.attrs as { axis: number; exclusive: boolean; reverse: boolean }
    const at = util.parseAxisParam(axis, x.shape)[0]!
    const depth = x.shape[at]!
    const inner = util.sizeFromShape(x.shape.slice(at + 1))
    const out = backend.output(x.shape, 'float32')
    const lines = depth === 0 ? 0 : util.sizeFromShape(x.shape) / depth
    const [px, po] = [backend.pointer(x), backend.pointer(out)]
    const grain = Math.ceil(ELEMENT_GRAIN / Math.max(1, depth))
    backend.run('cumulativeSum', lines, grain, px, po, depth, inner, exclusive ? 1 : 0, reverse ? 1 : 0)
    return out
  },

  Sum: reduction('Sum'),
  Mean: reduction('Mean', 'axis', (depth) => (depth > 0 ? 1 / depth : 0)),
  Prod: reduction('Prod'),
  Max: reduction('Max', 'reductionIndices'),
  Min: reduction('Min'),
  All: boolean('All', 1),
  Any: boolean('Any', 0),
  ArgMax: argExtremum('ArgMax', 1),
  ArgMin: argExtremum('ArgMin', -1),
  Softmax: softmax('Softmax', 'dim', 0),
  LogSoftmax: softmax('LogSoftmax', 'axis', 1),
}
