import {
  AvgPool,
  AvgPoolGrad,
  Conv2D,
  Conv2DBackpropFilter,
  Conv2DBackpropInput,
  cast,
  DepthwiseConv2dNative,
  DepthwiseConv2dNativeBackpropFilter,
  DepthwiseConv2dNativeBackpropInput,
  engine,
  gather,
  MaxPoolGrad,
  maxPoolWithArgmax,
  type NamedAttrMap,
  ResizeBilinear,
  ResizeBilinearGrad,
  ResizeNearestNeighbor,
  ResizeNearestNeighborGrad,
  reshape,
  type Tensor,
  type Tensor4D,
  zerosLike,
} from '@tensorflow/tfjs-core'
import { type Grad, gradient } from './kit'

/**
 * The gradient kernels of convolution, pooling and resizing are linear in dy (and bilinear with the
 * filter or the image), so their own gradients are the forward kernels again. tfjs registers only
 * Conv2DBackpropInput's; gradient penalties on convolutional critics need the rest.
 */
const run = (kernel: string, inputs: Record<string, Tensor>, attrs: object): Tensor =>
  engine().runKernel(kernel, inputs, attrs as NamedAttrMap) as Tensor

/** dW(x, dy): ∂/∂x = convᵀ(dy, ddW), ∂/∂dy = conv(x, ddW) */
export const conv2DBackpropFilterGrad = gradient(Conv2DBackpropFilter, ['x', 'dy'], (ddw, [x, dy], attrs) => {
  const { strides, pad, dataFormat, dimRoundingMode } = attrs
  const shared = { strides, pad, dataFormat, dimRoundingMode }
  return {
    x: () => run(Conv2DBackpropInput, { dy: dy!, filter: ddw }, { ...shared, inputShape: x!.shape }),
    dy: () => run(Conv2D, { x: x!, filter: ddw }, { ...shared, dilations: 1 }),
  }
})

/** The same three for one filter per channel. */
export const depthwiseBackpropFilterGrad = gradient(
  DepthwiseConv2dNativeBackpropFilter,
  ['x', 'dy'],
  (ddw, [x, dy], attrs) => {
    const { strides, pad, dilations, dimRoundingMode } = attrs
    const shared = { strides, pad, dilations, dimRoundingMode }
    return {
      x: () =>
        run(
          DepthwiseConv2dNativeBackpropInput,
          { dy: dy!, filter: ddw },
          { ...shared, inputShape: x!.shape },
        ),
      dy: () => run(DepthwiseConv2dNative, { x: x!, filter: ddw }, { ...shared, dataFormat: 'NHWC' }),
    }
  },
)

export const depthwiseBackpropInputGrad = gradient(
  DepthwiseConv2dNativeBackpropInput,
  ['dy', 'filter'],
  (ddx, [dy, filter], attrs) => {
    const { strides, pad, dilations, dimRoundingMode } = attrs
    const shared = { strides, pad, dilations, dimRoundingMode }
    return {
      dy: () => run(DepthwiseConv2dNative, { x: ddx, filter: filter! }, { ...shared, dataFormat: 'NHWC' }),
      filter: () =>
        run(
          DepthwiseConv2dNativeBackpropFilter,
          { x: ddx, dy: dy! },
          { ...shared, filterShape: filter!.shape },
        ),
    }
  },
)

/** Mean over windows: the adjoint's adjoint is the pooling itself; the image's values play no part. */
export const avgPoolGradGrad = gradient(AvgPoolGrad, ['input'], (ddx, [input], attrs) => ({
  dy: () => run(AvgPool, { x: ddx }, attrs),
  input: () => zerosLike(input!),
}))

/** dy went to each window's largest pixel; its adjoint fetches from there. */
export const maxPoolGradGrad = gradient(
  MaxPoolGrad,
  ['dy', 'input', 'output'],
  (ddx, [dy, input, y], attrs) => ({
    dy: () => {
      const { filterSize, strides, pad } = attrs as {
        filterSize: [number, number] | number
        strides: [number, number] | number
        pad: 'valid' | 'same' | number
      }
      const { indexes } = maxPoolWithArgmax(input as Tensor4D, filterSize, strides, pad, true)
      return reshape(gather(reshape(ddx, [-1]), cast(reshape(indexes as Tensor, [-1]), 'int32')), dy!.shape)
    },
    input: () => zerosLike(input!),
    output: () => zerosLike(y!),
  }),
)

/** Resizing is linear in the image: its adjoint's adjoint resizes to dy's size. */
function resizeGradGrad(forward: string): Grad {
  return (dImages, [images, dy], attrs) => ({
    dy: () => run(forward, { images: dImages }, { ...attrs, size: [dy!.shape[1], dy!.shape[2]] }),
    images: () => zerosLike(images!),
  })
}

export const resizeBilinearGradGrad = gradient(
  ResizeBilinearGrad,
  ['images', 'dy'],
  resizeGradGrad(ResizeBilinear),
)
export const resizeNearestNeighborGradGrad = gradient(
  ResizeNearestNeighborGrad,
  ['images', 'dy'],
  resizeGradGrad(ResizeNearestNeighbor),
)
