import { add, type Tensor4D, conv2dTranspose as transposed } from '@tensorflow/tfjs-core'
import { kernelInitializer, type LayerKind } from '../layer'
import { convolutionParameters, geometry, kerasConvolution } from './convolution'
import { imageInput } from './image-input'

/** Transposed convolution with 'same' padding. `[batch, h, w, c]` → `[batch, h·stride, w·stride, filters]`. */
export const conv2dTranspose: LayerKind = {
  kind: 'conv2dTranspose',
  name: 'Transposed convolution',
  help: 'A convolution the other way; a stride makes the image larger.',
  parameters: convolutionParameters,
  label(spec) {
    const { filters, size, stride } = geometry(spec)
    return `ConvT ${size}×${size}${stride > 1 ? ` ×${stride}` : ''}, ${filters}`
  },
  outputShape(spec, input) {
    const [height, width] = imageInput('A transposed convolution', input)
    const { filters, stride } = geometry(spec)
    return [height * stride, width * stride, filters]
  },
  weights(spec, input, scheme) {
    const { filters, size } = geometry(spec)
    const channels = input[2]!
    const initializer = kernelInitializer(scheme, size * size * channels, size * size * filters)
    return [
      { name: 'kernel', shape: [size, size, filters, channels], initializer, trainable: true },
      { name: 'bias', shape: [filters], initializer: { kind: 'zeros' }, trainable: true },
    ]
  },
  apply(spec, [kernel, bias], x) {
    const { stride } = geometry(spec)
    const [height, width, filters] = this.outputShape(spec, x.shape.slice(1)) as [number, number, number]
    const image = x as Tensor4D
    const y = transposed(
      image,
      kernel as Tensor4D,
      [image.shape[0], height, width, filters],
      [stride, stride],
      'same',
    )
    return add(y, bias!)
  },
  macs(spec, input) {
    const { filters, size } = geometry(spec)
    return input[0]! * input[1]! * input[2]! * filters * size * size
  },
  keras: (spec) => kerasConvolution('Conv2DTranspose', spec),
}
