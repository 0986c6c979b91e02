import {
  Add,
  broadcast_util,
  type DataType,
  EluGrad,
  Equal,
  Greater,
  GreaterEqual,
  Less,
  LessEqual,
  LogicalAnd,
  LogicalOr,
  Maximum,
  Minimum,
  Multiply,
  NotEqual,
  Prelu,
  RealDiv,
  Select,
  SquaredDifference,
  Sub,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core'
import { elementwise } from '../elementwise'
import type { Gpu } from '../gpu'
import type { FastKernel } from '../kernel'
import { cpuConstant } from '../operands'

/** z = a ∘ b with broadcasting, as GLSL on vec4. */
const operations: Record<string, { glsl: string; names?: [string, string]; dtype?: DataType }> = {
  [Add]: { glsl: 'a + b' },
  [Sub]: { glsl: 'a - b' },
  [Multiply]: { glsl: 'a * b' },
  [RealDiv]: { glsl: 'a / b' },
  [SquaredDifference]: { glsl: '(a - b) * (a - b)' },
  [Maximum]: { glsl: 'mix(mix(b, a, greaterThan(a, b)), a, isnan(a))' },
  [Minimum]: { glsl: 'mix(mix(b, a, lessThan(a, b)), a, isnan(a))' },
  [Prelu]: { glsl: 'mix(a, a * b, lessThan(a, vec4(0.)))', names: ['x', 'alpha'] },
  // dy · (y ≥ 0 ? 1 : y + 1)
  [EluGrad]: { glsl: 'mix(a * (b + 1.), a, greaterThanEqual(b, vec4(0.)))', names: ['dy', 'y'] },
  [Equal]: { glsl: 'vec4(equal(a, b))', dtype: 'bool' },
  [NotEqual]: { glsl: 'vec4(notEqual(a, b))', dtype: 'bool' },
  [Greater]: { glsl: 'vec4(greaterThan(a, b))', dtype: 'bool' },
  [GreaterEqual]: { glsl: 'vec4(greaterThanEqual(a, b))', dtype: 'bool' },
  [Less]: { glsl: 'vec4(lessThan(a, b))', dtype: 'bool' },
  [LessEqual]: { glsl: 'vec4(lessThanEqual(a, b))', dtype: 'bool' },
  [LogicalAnd]: { glsl: 'a * b', dtype: 'bool' },
  [LogicalOr]: { glsl: 'max(a, b)', dtype: 'bool' },
}

const logical = new Set<string>([LogicalAnd, LogicalOr])

export const binaryKernels: FastKernel[] = Object.entries(operations).map(
  ([kernelName, { glsl, names = ['a', 'b'], dtype }]) => ({
    kernelName,
    supports: (inputs) =>
      Object.values(inputs).every(
        (info) =>
          info!.dtype === (logical.has(kernelName) ? 'bool' : 'float32') &&
          util.sizeFromShape(info!.shape) > 0,
      ),
    run(gpu, inputs) {
      const [a, b] = names.map((name) => inputs[name]!) as [TensorInfo, TensorInfo]
      if (kernelName === Multiply) {
        const constant = product(gpu, a, b)
        if (constant) return constant
      }
      return elementwise(gpu, {
        name: kernelName,
        body: `o0 = ${glsl};`,
        operands: [a, b],
        shape: broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape),
        ...(dtype ? { dtype } : {}),
      })[0]!
    },
  }),
)

/** Where a loss's gradient begins, dy · ones: a few equal values, which need no texture before they meet one. */
function product(gpu: Gpu, a: TensorInfo, b: TensorInfo): TensorInfo | undefined {
  const shape = broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape)
  const size = util.sizeFromShape(shape)
  if (size > 4096) return undefined
  const x = cpuConstant(gpu, a)
  const y = x === undefined ? undefined : cpuConstant(gpu, b)
  if (x === undefined || y === undefined) return undefined
  return gpu.backend.makeTensorInfo(shape, 'float32', new Float32Array(size).fill(x * y))
}

/** z = condition ? t : e, the condition of equal shape or one flag a row. */
export const select: FastKernel = {
  kernelName: Select,
  supports: ({ condition, t, e }) =>
    condition!.dtype === 'bool' &&
    t!.dtype === 'float32' &&
    e!.dtype === 'float32' &&
    condition!.shape.length === t!.shape.length &&
    util.sizeFromShape(t!.shape) > 0,
  run: (gpu, { condition, t, e }) =>
    elementwise(gpu, {
      name: Select,
      body: 'o0 = mix(c, b, greaterThan(a, vec4(0.5)));',
      operands: [condition!, t!, e!],
      shape: t!.shape,
    })[0]!,
}
