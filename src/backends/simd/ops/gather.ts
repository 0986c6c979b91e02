import { type DataType, type TensorInfo, util } from '@tensorflow/tfjs-core'
import { bridge } from '../bridge'
import { bytesOf, isNumeric, type KernelTable } from '../kernel'

export const gatherKernels: KernelTable = {
  /** x [..., size, ...] by int32 indices along one axis. */
  GatherV2: (args) => {
    const { x, indices } = args.inputs as { x: TensorInfo; indices: TensorInfo }
    const { axis, batchDims } = args.attrs as { axis: number; batchDims: number }
    if (batchDims !== 0 || !isNumeric(x) || bytesOf(x) !== 4 || indices.dtype !== 'int32')
      return bridge('GatherV2')(args)
    const { backend } = args
    const at = util.parseAxisParam(axis, x.shape)[0]!
    const outer = util.sizeFromShape(x.shape.slice(0, at))
    const size = x.shape[at]!
    const row = util.sizeFromShape(x.shape.slice(at + 1)) * 4
    const count = util.sizeFromShape(indices.shape)
    const out = backend.output([...x.shape.slice(0, at), ...indices.shape, ...x.shape.slice(at + 1)], x.dtype)
    const pointers = [x, indices, out].map((t) => backend.pointer(t))
    // One thread: the return value is the first bad index.
    const bad = row === 0 ? -1 : backend.wasm.gatherRows!(...pointers, size, count, row, 0, outer)
    if (bad >= 0) {
      const index = backend.heap.i32[(backend.pointer(indices) >>> 2) + bad]
      backend.disposeData(out.dataId)
      throw new Error(`GatherV2: the index value ${index} is not in [0, ${size - 1}]`)
    }
    return out
  },

  UnsortedSegmentSum: (args) => {
    const { x, segmentIds } = args.inputs as { x: TensorInfo; segmentIds: TensorInfo }
    const numSegments = args.attrs.numSegments as number
    if (x.dtype !== 'float32' || segmentIds.dtype !== 'int32' || segmentIds.shape.length !== 1) {
      return bridge('UnsortedSegmentSum')(args)
    }
    const { backend } = args
    const out = backend.output([numSegments, ...x.shape.slice(1)], 'float32')
    const n = util.sizeFromShape(x.shape.slice(1))
    backend.run('fill', numSegments * n, numSegments * n, backend.pointer(out), 0)
    const pointers = [x, segmentIds, out].map((t) => backend.pointer(t))
    backend.wasm.segmentSum!(...pointers, x.shape[0]!, n, numSegments)
    return out
  },

  OneHot: (args) => {
    const indices = args.inputs.indices!
    const { depth, onValue, offValue, dtype } = args.attrs as {
      depth: number
      onValue: number
      offValue: number
      dtype: DataType
    }
    if (indices.dtype !== 'int32' || (dtype !== 'float32' && dtype !== 'int32')) return bridge('OneHot')(args)
    const { backend } = args
    const out = backend.output([...indices.shape, depth], dtype)
    const count = util.sizeFromShape(indices.shape)
    const size = count * depth
    const float = dtype === 'float32'
    backend.run(float ? 'fill' : 'fillInt', size, size, backend.pointer(out), offValue)
    const on = float ? floatBits(onValue) : onValue
    if (size > 0) backend.wasm.oneHot!(backend.pointer(indices), backend.pointer(out), depth, on, count)
    return out
  },
}

const bits = new DataView(new ArrayBuffer(4))

function floatBits(value: number): number {
  bits.setFloat32(0, value)
  return bits.getInt32(0)
}
