import { backend_util, type TensorInfo, util } from '@tensorflow/tfjs-core'
import { bridge } from '../bridge'
import type { KernelArgs, KernelFunction, KernelTable } from '../kernel'
import { windowGrain, windowLayout } from '../window'

type PoolInfo = backend_util.Conv2DInfo

interface PoolAttrs {
  filterSize: [number, number] | number
  strides: [number, number] | number
  pad: 'valid' | 'same' | number | backend_util.ExplicitPadding
  dimRoundingMode?: 'floor' | 'round' | 'ceil'
}

function poolInfo(args: KernelArgs, x: TensorInfo): PoolInfo {
  const { filterSize, strides, pad, dimRoundingMode } = args.attrs as unknown as PoolAttrs
  const shape = x.shape as [number, number, number, number]
  return backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode)
}

function pool(kernelName: string, average: number): KernelFunction {
  return (args) => {
    const x = args.inputs.x!
    if (x.dtype !== 'float32') return bridge(kernelName)(args)
    const { backend } = args
    const info = poolInfo(args, x)
    // tfjs's own shortcut; it decides what a 1×1 window over the padding gives.
    const trivial = info.filterHeight === 1 && info.filterWidth === 1
    if (trivial && util.arraysEqual(info.inShape, info.outShape)) return backend.alias(x)
    const out = backend.output(info.outShape, 'float32')
    const pointers = [backend.pointer(x), backend.pointer(out), backend.layout(windowLayout(info))]
    backend.run('pool', info.batchSize, windowGrain(info), ...pointers, average)
    return out
  }
}

export const poolKernels: KernelTable = {
  MaxPool: pool('MaxPool', 0),
  AvgPool: pool('AvgPool', 1),

  MaxPoolGrad: (args) => {
    const { dy, input } = args.inputs as { dy: TensorInfo; input: TensorInfo }
    if (input.dtype !== 'float32') return bridge('MaxPoolGrad')(args)
    const { backend } = args
    const info = poolInfo(args, input)
    const out = backend.output(input.shape, 'float32')
    const pointers = [dy, input, out].map((t) => backend.pointer(t))
    backend.run(
      'maxPoolGrad',
      info.batchSize,
      windowGrain(info),
      ...pointers,
      backend.layout(windowLayout(info)),
    )
    return out
  },

  AvgPoolGrad: (args) => {
    const { dy, input } = args.inputs as { dy: TensorInfo; input: TensorInfo }
    if (input.dtype !== 'float32') return bridge('AvgPoolGrad')(args)
    const { backend } = args
    const info = poolInfo(args, input)
    const out = backend.output(input.shape, 'float32')
    const pointers = [dy, out].map((t) => backend.pointer(t))
    backend.run(
      'avgPoolGrad',
      info.batchSize,
      windowGrain(info),
      ...pointers,
      backend.layout(windowLayout(info)),
    )
    return out
  },

  MaxPoolWithArgmax: (args) => {
    const x = args.inputs.x!
    util.assert(x.shape.length === 4, () => 'maxPoolWithArgmax: x must have rank 4.')
    if (x.dtype !== 'float32') return bridge('MaxPoolWithArgmax')(args)
    const { backend } = args
    const info = poolInfo(args, x)
    const values = backend.output(info.outShape, 'float32')
    const indices = backend.output(info.outShape, 'int32')
    const layout = backend.layout(windowLayout(info))
    const batchWide = args.attrs.includeBatchInIndex ? 1 : 0
    util.assert(info.dataFormat === 'channelsLast', () => 'maxPoolWithArgmax: NHWC only')
    backend.run(
      'pool',
      info.batchSize,
      windowGrain(info),
      backend.pointer(x),
      backend.pointer(values),
      layout,
      0,
    )
    const source = [backend.pointer(x), backend.pointer(indices), layout]
    backend.run('maxPoolIndices', info.batchSize, windowGrain(info), ...source, batchWide)
    return [values, indices]
  },
}
