import { type TensorInfo, Transpose, type TransposeAttrs, util } from '@tensorflow/tfjs-core'
import type { FastKernel } from '../kernel'
import { copyView } from '../view'

/** y[d] = x[d permuted], copied: a fetch a value, a texel where the last axis stays. */
export const transpose: FastKernel = {
  kernelName: Transpose,
  alias: true,
  supports: ({ x }) => x!.dtype === 'float32' || x!.dtype === 'int32',
  run(gpu, { x }, attrs): TensorInfo | undefined {
    const { perm } = attrs as unknown as TransposeAttrs
    if (perm.length < 2 || util.sizeFromShape(x!.shape) === 0) return undefined
    const strides = [...util.computeStrides(x!.shape), 1]
    const shape = perm.map((axis) => x!.shape[axis]!)
    return copyView(gpu, x!, { shape, offset: 0, strides: perm.map((axis) => strides[axis]!) })
  },
}
