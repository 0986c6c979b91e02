import { backend_util, type TensorInfo, util } from '@tensorflow/tfjs-core'
import { activationKind, type FusedAttrs, finish } from '../activation'
import { bridge } from '../bridge'
import { isFloat, type KernelArgs, type KernelTable } from '../kernel'
import { windowGrain, windowLayout } from '../window'

interface DepthwiseAttrs {
  strides: [number, number] | number
  pad: 'valid' | 'same' | number | backend_util.ExplicitPadding
  dataFormat?: 'NHWC' | 'NCHW'
  dilations?: [number, number] | number
  dimRoundingMode?: 'floor' | 'round' | 'ceil'
}

type Shape4 = [number, number, number, number]

/** Undefined for what goes through the bridge: NCHW, several filters a channel. */
function depthwiseInfo(args: KernelArgs, x: number[], filter: number[]): backend_util.Conv2DInfo | undefined {
  const { strides, pad, dilations, dimRoundingMode, dataFormat } = args.attrs as unknown as DepthwiseAttrs
  if (dataFormat === 'NCHW' || filter[3] !== 1 || x[3] !== filter[2]) return undefined
  const spread = dilations ?? 1
  return backend_util.computeConv2DInfo(
    x as Shape4,
    filter as Shape4,
    strides,
    spread,
    pad,
    dimRoundingMode,
    true,
  )
}

function forward(args: KernelArgs, info: backend_util.Conv2DInfo): TensorInfo {
  const { backend, inputs } = args
  const out = backend.output(info.outShape, 'float32')
  const pointers = [inputs.x!, inputs.filter!, out].map((t) => backend.pointer(t))
  backend.run('depthwise', info.batchSize, windowGrain(info), ...pointers, backend.layout(windowLayout(info)))
  return out
}

export const depthwiseKernels: KernelTable = {
  DepthwiseConv2dNative: (args) => {
    const { x, filter } = args.inputs as { x: TensorInfo; filter: TensorInfo }
    const info = isFloat(x, filter) && depthwiseInfo(args, x.shape, filter.shape)
    return info ? forward(args, info) : bridge('DepthwiseConv2dNative')(args)
  },

  FusedDepthwiseConv2D: (args) => {
    const { x, filter, bias, preluActivationWeights: slopes } = args.inputs
    const { activation } = args.attrs as unknown as FusedAttrs
    const info = isFloat(x, filter, bias, slopes) && depthwiseInfo(args, x!.shape, filter!.shape)
    if (!info || activationKind(activation) !== 0) return bridge('FusedDepthwiseConv2D')(args)
    return finish(args.backend, forward(args, info), bias, slopes)
  },

  DepthwiseConv2dNativeBackpropInput: (args) => {
    const { dy, filter } = args.inputs as { dy: TensorInfo; filter: TensorInfo }
    const info = isFloat(dy, filter) && depthwiseInfo(args, args.attrs.inputShape as number[], filter.shape)
    if (!info || !util.arraysEqual(dy.shape, info.outShape))
      return bridge('DepthwiseConv2dNativeBackpropInput')(args)
    const { backend } = args
    const out = backend.output(info.inShape, 'float32')
    const pointers = [dy, filter, out].map((t) => backend.pointer(t))
    backend.run(
      'depthwiseInput',
      info.batchSize,
      windowGrain(info),
      ...pointers,
      backend.layout(windowLayout(info)),
    )
    return out
  },

  DepthwiseConv2dNativeBackpropFilter: (args) => {
    const { x, dy } = args.inputs as { x: TensorInfo; dy: TensorInfo }
    const filterShape = args.attrs.filterShape as number[]
    const info = isFloat(x, dy) && depthwiseInfo(args, x.shape, filterShape)
    if (!info || !util.arraysEqual(dy.shape, info.outShape))
      return bridge('DepthwiseConv2dNativeBackpropFilter')(args)
    const { backend } = args
    const out = backend.output(filterShape, 'float32')
    const pointers = [x, dy, out].map((t) => backend.pointer(t))
    const taps = info.filterHeight * info.filterWidth
    backend.run('depthwiseFilter', taps, 1, ...pointers, backend.layout(windowLayout(info)), info.batchSize)
    return out
  },
}
