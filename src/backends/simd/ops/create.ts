import { type DataType, type TensorInfo, util } from '@tensorflow/tfjs-core'
import type { SimdBackend } from '../backend'
import { bridge } from '../bridge'
import { ELEMENT_GRAIN, isNumeric, type KernelTable } from '../kernel'

export function filled(backend: SimdBackend, shape: number[], dtype: DataType, value: number): TensorInfo {
  const out = backend.output(shape, dtype)
  const size = util.sizeFromShape(shape)
  const pointer = backend.pointer(out)
  if (dtype === 'float32') backend.run('fill', size, ELEMENT_GRAIN, pointer, value)
  else if (dtype === 'int32') backend.run('fillInt', size, ELEMENT_GRAIN, pointer, value)
  else backend.wasm.fillBytes!(pointer, value ? 1 : 0, size)
  return out
}

function write(backend: SimdBackend, dtype: DataType, values: Float64Array): TensorInfo {
  const shape = [values.length]
  const typed = dtype === 'int32' ? Int32Array.from(values) : Float32Array.from(values)
  return { dataId: backend.write(typed, shape, dtype), shape, dtype }
}

export const createKernels: KernelTable = {
  Fill: (args) => {
    const { shape, value, dtype } = args.attrs as {
      shape: number[]
      value: number | string
      dtype?: DataType
    }
    const type = dtype ?? util.inferDtype(value)
    const numeric = type === 'float32' || type === 'int32' || type === 'bool'
    return numeric && typeof value !== 'string'
      ? filled(args.backend, shape, type, Number(value))
      : bridge('Fill')(args)
  },
  Range: (args) => {
    const { start, stop, dtype } = args.attrs as Record<'start' | 'stop', number> & { dtype: DataType }
    const given = args.attrs.step as number
    // tfjs counts down by itself when nobody gave a step.
    const step = stop < start && given === 1 ? -1 : given
    const count = start < stop === step > 0 ? Math.max(0, Math.ceil((stop - start) / step)) : 0
    const values = Float64Array.from({ length: count }, (_, i) => start + i * step)
    return write(args.backend, dtype ?? 'float32', values)
  },
  LinSpace: (args) => {
    const { start, stop, num } = args.attrs as Record<'start' | 'stop' | 'num', number>
    const step = (stop - start) / (num - 1)
    return write(
      args.backend,
      'float32',
      Float64Array.from({ length: num }, (_, i) => start + (i && i * step)),
    )
  },
  ZerosLike: (args) => {
    const x = args.inputs.x!
    return isNumeric(x) ? filled(args.backend, x.shape, x.dtype, 0) : bridge('ZerosLike')(args)
  },
  OnesLike: (args) => {
    const x = args.inputs.x!
    return isNumeric(x) ? filled(args.backend, x.shape, x.dtype, 1) : bridge('OnesLike')(args)
  },
}
