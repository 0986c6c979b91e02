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
  ZerosLike: (args) => {
    const x = args.inputs.x!
    return isNumeric(x) ? filled(args.backend, x.shape, x.dtype, 0) : bridge('ZerosLike')(args)
  },
  OnesLike: (args) => {
    const x = args.inputs.x!
    return isNumeric(x) ? filled(args.backend, x.shape, x.dtype, 1) : bridge('OnesLike')(args)
  },
}
