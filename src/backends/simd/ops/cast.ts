import type { DataType, TensorInfo } from '@tensorflow/tfjs-core'
import type { SimdBackend } from '../backend'
import { bridge } from '../bridge'
import type { KernelTable } from '../kernel'
import { mapElements } from './unary'

const KERNELS: Record<string, string> = {
  'float32 int32': 'castFloatToInt',
  'float32 bool': 'castFloatToBool',
  'int32 float32': 'castIntToFloat',
  'int32 bool': 'castIntToBool',
  'bool float32': 'castBoolToFloat',
  'bool int32': 'castBoolToInt',
}

/** `undefined` where only tfjs's CPU kernel knows the way (strings, complex numbers). */
export function castTo(backend: SimdBackend, x: TensorInfo, dtype: DataType): TensorInfo | undefined {
  if (x.dtype === dtype) return backend.alias(x)
  const kernel = KERNELS[`${x.dtype} ${dtype}`]
  return kernel ? mapElements(backend, kernel, x, dtype) : undefined
}

export const castKernels: KernelTable = {
  Cast: (args) => castTo(args.backend, args.inputs.x!, args.attrs.dtype as DataType) ?? bridge('Cast')(args),
}
