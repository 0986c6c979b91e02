import {
  backend_util,
  Slice,
  type SliceAttrs,
  SplitV,
  type SplitVAttrs,
  slice_util,
  type Tensor,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core'
import type { Gpu } from '../gpu'
import type { FastKernel } from '../kernel'
import { isFlat } from '../layout'
import { copyView } from '../view'

/**
 * y = x[begin : begin + size], copied: a fetch a value of the result only. (tfjs shares the texture where it can, which would
 * first turn all of a flat tensor into its own layout. A timing of the two, each in its layout, would not show that.)
 */
export const slice: FastKernel = {
  kernelName: Slice,
  alias: true,
  run(gpu, { x }, attrs) {
    const { begin, size } = attrs as unknown as SliceAttrs
    const [start, extent] = slice_util.parseSliceParams(x as Tensor, begin, size) as [number[], number[]]
    slice_util.assertParamsValid(x as Tensor, start, extent)
    return canCopy(gpu, x!, extent) ? copy(gpu, x!, start, extent) : undefined
  },
}

/** x cut along an axis into parts: a slice each. */
export const splitV: FastKernel = {
  kernelName: SplitV,
  alias: true,
  run(gpu, { x }, attrs) {
    const { numOrSizeSplits, axis } = attrs as unknown as SplitVAttrs
    const along = util.parseAxisParam(axis, x!.shape)[0]!
    const sizes = backend_util.prepareSplitSize(x as Tensor, numOrSizeSplits, along)
    const extents = sizes.map((size) => x!.shape.map((d, i) => (i === along ? size : d)))
    if (!extents.every((extent) => canCopy(gpu, x!, extent))) return undefined
    let from = 0
    return extents.map((extent) => {
      const start = x!.shape.map((_, i) => (i === along ? from : 0))
      from += extent[along]!
      return copy(gpu, x!, start, extent)
    })
  },
}

/** Flat, or a product that waits, or on the CPU still: it goes to the GPU in our layout then. */
function canCopy(gpu: Gpu, x: TensorInfo, extent: number[]): boolean {
  const data = gpu.backend.texData.get(x.dataId)
  const uploaded = data.texture != null || data.values == null || data.slice != null
  const ours = isFlat(data) || gpu.pending.has(x.dataId) || !uploaded
  return ours && util.sizeFromShape(extent) > 0 && extent.length > 0
}

function copy(gpu: Gpu, x: TensorInfo, start: number[], extent: number[]): TensorInfo {
  const strides = [...util.computeStrides(x.shape), 1]
  const offset = start.reduce((sum, at, axis) => sum + at * strides[axis]!, 0)
  return copyView(gpu, x, { shape: extent, offset, strides })
}
