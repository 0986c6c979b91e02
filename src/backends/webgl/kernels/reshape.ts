import {
  Cast,
  type CastAttrs,
  type DataType,
  Identity,
  Reshape,
  type ReshapeAttrs,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core'
import type { Gpu } from '../gpu'
import type { FastKernel } from '../kernel'
import { isFlat } from '../layout'

/** A second handle on the same texture: in the flat layout the shape is only a name. */
function alias(gpu: Gpu, x: TensorInfo, shape: number[], dtype: DataType = x.dtype): TensorInfo | undefined {
  if (!gpu.pending.has(x.dataId) && !isFlat(gpu.backend.texData.get(x.dataId))) return undefined
  gpu.backend.incRef(x.dataId)
  return { dataId: x.dataId, shape, dtype }
}

const any = { supports: () => true, alias: true } as const

export const reshape: FastKernel = {
  ...any,
  kernelName: Reshape,
  run(gpu, { x }, attrs) {
    const size = util.sizeFromShape(x!.shape)
    const shape = util.inferFromImplicitShape((attrs as unknown as ReshapeAttrs).shape, size)
    util.assert(
      size === util.sizeFromShape(shape),
      () =>
        `The new shape (${shape}) has ${util.sizeFromShape(shape)} elements and the old shape (${x!.shape}) has ${size} elements. ` +
        'The new shape and old shape must have the same number of elements.',
    )
    return alias(gpu, x!, shape)
  },
}

export const identity: FastKernel = {
  ...any,
  kernelName: Identity,
  run: (gpu, { x }) => alias(gpu, x!, x!.shape),
}

/** Flags and integers are stored as floats already. */
export const cast: FastKernel = {
  ...any,
  kernelName: Cast,
  run(gpu, { x }, attrs) {
    const { dtype } = attrs as unknown as CastAttrs
    const plain = x!.dtype === dtype || (dtype === 'float32' && x!.dtype !== 'complex64')
    return plain ? alias(gpu, x!, x!.shape, dtype) : undefined
  },
}
