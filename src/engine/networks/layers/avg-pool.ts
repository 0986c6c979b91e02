import { type Tensor4D, avgPool as tfAvgPool } from '@tensorflow/tfjs-core'
import { ConfigError } from '../../core/errors'
import { integer, type LayerKind, type LayerSpec } from '../layer'
import { imageInput } from './image-input'

const size = (spec: LayerSpec) => Number(spec.size ?? 2)

/** The mean of each size×size square. `[batch, h, w, c]` → `[batch, h/size, w/size, c]`. */
export const avgPool: LayerKind = {
  kind: 'avgPool',
  name: 'Mean of squares',
  help: 'Makes an image smaller by the mean of small squares.',
  parameters: [{ ...integer('size', 'size', 2, 4, 2), optional: true }],
  label: (spec) => `Mean of ${size(spec)}×${size(spec)}`,
  outputShape(spec, input) {
    const [height, width, channels] = imageInput('Average pooling', input)
    if (height % size(spec) || width % size(spec))
      throw new ConfigError(
        `An image of ${height}×${width} does not divide into squares of ${size(spec)}×${size(spec)}.`,
        'Choose the MLP architecture.',
      )
    return [height / size(spec), width / size(spec), channels]
  },
  weights: () => [],
  apply: (spec, _weights, x) => tfAvgPool(x as Tensor4D, size(spec), size(spec), 'valid'),
  macs: (_spec, input) => input.reduce((total, n) => total * n, 1),
  keras: (spec) => ({
    className: 'AveragePooling2D',
    config: {
      pool_size: [size(spec), size(spec)],
      strides: [size(spec), size(spec)],
      padding: 'valid',
      data_format: 'channels_last',
    },
  }),
}
