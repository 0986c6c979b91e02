import { broadcast_util, type DataType, type TensorInfo, util } from '@tensorflow/tfjs-core'
import { ReluGrad, SigmoidGrad, SoftplusGrad, TanhGrad } from '../../gradient-kernels'
import type { SimdBackend } from '../backend'
import { bridge } from '../bridge'
import { planBroadcast } from '../broadcast'
import { ELEMENT_GRAIN, type KernelFunction, type KernelTable } from '../kernel'

/** out = f(a, b) with broadcasting, for 4-byte inputs. */
export function combine(
  backend: SimdBackend,
  wasmName: string,
  a: TensorInfo,
  b: TensorInfo,
  dtype: DataType,
): TensorInfo {
  if (util.arraysEqual(a.shape, b.shape)) {
    const out = backend.output(a.shape, dtype)
    const size = util.sizeFromShape(a.shape)
    const [pa, pb, po] = [backend.pointer(a), backend.pointer(b), backend.pointer(out)]
    backend.run(wasmName, size, ELEMENT_GRAIN, pa, pb, po, 0, 0)
    return out
  }
  const shape = broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape)
  const out = backend.output(shape, dtype)
  const { mode, total, layout, run } = planBroadcast(a.shape, b.shape, shape)
  const grain = Math.max(1, Math.ceil(ELEMENT_GRAIN / run))
  const [pa, pb, po] = [backend.pointer(a), backend.pointer(b), backend.pointer(out)]
  backend.run(wasmName, total, grain, pa, pb, po, mode, mode === 3 ? backend.layout(layout) : 0)
  return out
}

function binary(kernelName: string, wasmName: string, hasInt: boolean, dtype?: DataType): KernelFunction {
  const fallback = bridge(kernelName)
  return (args) => {
    const [a, b] = Object.values(args.inputs) as [TensorInfo, TensorInfo]
    if (a.dtype === 'float32' && b.dtype === 'float32') {
      return combine(args.backend, wasmName, a, b, dtype ?? 'float32')
    }
    if (hasInt && a.dtype === 'int32' && b.dtype === 'int32') {
      return combine(args.backend, `${wasmName}Int`, a, b, dtype ?? 'int32')
    }
    return fallback(args)
  }
}

/** Bytes of one shape; broadcasting of truth values is rare enough for the bridge. */
function logical(kernelName: string, wasmName: string): KernelFunction {
  return (args) => {
    const { a, b } = args.inputs as { a: TensorInfo; b: TensorInfo }
    if (a.dtype !== 'bool' || b.dtype !== 'bool' || !util.arraysEqual(a.shape, b.shape)) {
      return bridge(kernelName)(args)
    }
    const { backend } = args
    const out = backend.output(a.shape, 'bool')
    const [pa, pb, po] = [backend.pointer(a), backend.pointer(b), backend.pointer(out)]
    backend.run(wasmName, util.sizeFromShape(a.shape), ELEMENT_GRAIN, pa, pb, po)
    return out
  }
}

const INT_TOO = ['Add', 'Sub', 'Multiply', 'Maximum', 'Minimum']
const FLOAT_ONLY = [
  'RealDiv',
  'SquaredDifference',
  'Prelu',
  'EluGrad',
  TanhGrad,
  SigmoidGrad,
  SoftplusGrad,
  'Pow',
]
const COMPARISONS = ['Equal', 'NotEqual', 'Greater', 'GreaterEqual', 'Less', 'LessEqual']

export const binaryKernels: KernelTable = {
  ...Object.fromEntries(INT_TOO.map((name) => [name, binary(name, `binary${name}`, true)])),
  ...Object.fromEntries(FLOAT_ONLY.map((name) => [name, binary(name, `binary${name}`, false)])),
  ...Object.fromEntries(COMPARISONS.map((name) => [name, binary(name, `compare${name}`, true, 'bool')])),
  [ReluGrad]: ({ inputs, attrs, backend }) => {
    const { dy, y } = inputs as { dy: TensorInfo; y: TensorInfo }
    const out = backend.output(dy.shape, 'float32')
    const pointers = [dy, y, out].map((x) => backend.pointer(x))
    backend.run('reluGrad', util.sizeFromShape(dy.shape), ELEMENT_GRAIN, ...pointers, attrs.alpha as number)
    return out
  },
  LogicalAnd: logical('LogicalAnd', 'logicalAnd'),
  LogicalOr: logical('LogicalOr', 'logicalOr'),
  AddN: (args) => {
    const inputs = Object.values(args.inputs) as TensorInfo[]
    if (inputs.length < 2 || inputs.some((x) => x.dtype !== 'float32')) return bridge('AddN')(args)
    return inputs.slice(1).reduce((sum, x, i) => {
      const next = combine(args.backend, 'binaryAdd', sum, x, 'float32')
      if (i > 0) args.backend.disposeData(sum.dataId)
      return next
    }, inputs[0]!)
  },
  Select: (args) => {
    const { condition, t, e } = args.inputs as Record<'condition' | 't' | 'e', TensorInfo>
    const same = util.arraysEqual(condition.shape, t.shape) && util.arraysEqual(t.shape, e.shape)
    const wide = t.dtype === e.dtype && (t.dtype === 'float32' || t.dtype === 'int32')
    if (!same || !wide || condition.dtype !== 'bool') return bridge('Select')(args)
    const { backend } = args
    const out = backend.output(t.shape, t.dtype)
    const pointers = [condition, t, e, out].map((x) => backend.pointer(x))
    backend.run('select', util.sizeFromShape(t.shape), ELEMENT_GRAIN, ...pointers)
    return out
  },
}
