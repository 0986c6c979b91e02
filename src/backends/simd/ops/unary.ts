import { type TensorInfo, util } from '@tensorflow/tfjs-core'
import type { SimdBackend } from '../backend'
import { bridge } from '../bridge'
import { ELEMENT_GRAIN, type KernelFunction, type KernelTable } from '../kernel'

const SELU_SCALE = 1.0507009873554805
const SELU_ALPHA = 1.6732632423543772

/** Runs an elementwise kernel of one tensor into a new one. */
export function mapElements(
  backend: SimdBackend,
  wasmName: string,
  x: TensorInfo,
  dtype = x.dtype,
  p = 0,
  q = 0,
): TensorInfo {
  const out = backend.output(x.shape, dtype)
  const size = util.sizeFromShape(x.shape)
  backend.run(wasmName, size, ELEMENT_GRAIN, backend.pointer(x), backend.pointer(out), p, q)
  return out
}

interface UnaryOptions {
  parameters?: (attrs: Record<string, unknown>) => [number, number?]
  int?: string
  dtype?: 'bool'
}

/** A float32 kernel; int32 where there is one of its own; anything else through the bridge. */
function unary(kernelName: string, wasmName: string, options: UnaryOptions = {}): KernelFunction {
  const fallback = bridge(kernelName)
  return (args) => {
    const x = (args.inputs.x ?? args.inputs.logits)!
    const [p, q] = options.parameters?.(args.attrs) ?? [0, 0]
    if (x.dtype === 'float32') return mapElements(args.backend, wasmName, x, options.dtype, p, q)
    if (x.dtype === 'int32' && options.int) return mapElements(args.backend, options.int, x)
    return fallback(args)
  }
}

const PLAIN = [
  ...['Square', 'Sqrt', 'Rsqrt', 'Reciprocal', 'Exp', 'Expm1', 'Log', 'Log1p', 'Sigmoid', 'Tanh'],
  ...[
    'Softplus',
    'Floor',
    'Ceil',
    'Round',
    'Relu',
    'Relu6',
    'Elu',
    'Sign',
    'Sin',
    'Cos',
    'Tan',
    'Asin',
    'Acos',
  ],
  ...['Atan', 'Sinh', 'Cosh', 'Asinh', 'Acosh', 'Atanh', 'Erf'],
]

const TESTS = { IsNan: 'testIsNan', IsInf: 'testIsInf', IsFinite: 'testIsFinite' }

export const unaryKernels: KernelTable = {
  ...Object.fromEntries(PLAIN.map((name) => [name, unary(name, `unary${name}`)])),
  ...Object.fromEntries(
    Object.entries(TESTS).map(([name, wasm]) => [name, unary(name, wasm, { dtype: 'bool' })]),
  ),
  Abs: unary('Abs', 'unaryAbs', { int: 'unaryAbsInt' }),
  Neg: unary('Neg', 'unaryNeg', { int: 'unaryNegInt' }),
  LeakyRelu: unary('LeakyRelu', 'unaryLeakyRelu', { parameters: ({ alpha }) => [alpha as number] }),
  Step: unary('Step', 'unaryStep', { parameters: ({ alpha }) => [alpha as number] }),
  Selu: unary('Selu', 'unarySelu', { parameters: () => [SELU_SCALE, SELU_SCALE * SELU_ALPHA] }),
  ClipByValue: unary('ClipByValue', 'unaryClip', {
    parameters: ({ clipValueMin, clipValueMax }) => [clipValueMin as number, clipValueMax as number],
  }),
  LogicalNot: (args) => {
    const x = args.inputs.x!
    return x.dtype === 'bool' ? mapElements(args.backend, 'logicalNot', x) : bridge('LogicalNot')(args)
  },
}
