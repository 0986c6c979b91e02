import { affineConv2d } from '../fused'
import { kernelInitializer, type LayerKind } from '../layer'
import { convolutionParameters, geometry, kerasConvolution } from './convolution'
import { imageInput } from './image-input'

/** Convolution with 'same' padding. `[batch, h, w, c]` → `[batch, ⌈h/stride⌉, ⌈w/stride⌉, filters]`. */
export const conv2d: LayerKind = {
  kind: 'conv2d',
  name: 'Convolution',
  help: 'The same small filter all over an image; a stride makes the image smaller.',
  parameters: convolutionParameters,
  label(spec) {
    const { filters, size, stride } = geometry(spec)
    return `Conv ${size}×${size}${stride > 1 ? ` /${stride}` : ''}, ${filters}`
  },
  outputShape(spec, input) {
    const [height, width] = imageInput('A convolution', input)
    const { filters, stride } = geometry(spec)
    return [Math.ceil(height / stride), Math.ceil(width / stride), filters]
  },
  weights(spec, input, scheme) {
    const { filters, size } = geometry(spec)
    const channels = input[2]!
    const initializer = kernelInitializer(scheme, size * size * channels, size * size * filters)
    return [
      { name: 'kernel', shape: [size, size, channels, filters], initializer, trainable: true },
      { name: 'bias', shape: [filters], initializer: { kind: 'zeros' }, trainable: true },
    ]
  },
  apply: (spec, [kernel, bias], x) => affineConv2d(x, kernel!, bias!, geometry(spec).stride),
  applyActivated: (spec, [kernel, bias], x, activation) =>
    affineConv2d(x, kernel!, bias!, geometry(spec).stride, activation),
  macs(spec, input) {
    const { filters, size } = geometry(spec)
    const [height, width] = this.outputShape(spec, input)
    return height! * width! * filters * size * size * input[2]!
  },
  keras: (spec) => kerasConvolution('Conv2D', spec),
}
