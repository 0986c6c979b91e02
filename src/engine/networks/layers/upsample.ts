import { image, type Tensor4D } from '@tensorflow/tfjs-core'
import { integer, type LayerKind, type LayerSpec } from '../layer'
import { imageInput } from './image-input'

const factor = (spec: LayerSpec) => Number(spec.factor ?? 2)

/** Each pixel repeated. `[batch, h, w, c]` → `[batch, h·factor, w·factor, c]`. */
export const upsample: LayerKind = {
  kind: 'upsample',
  name: 'Upsample',
  help: 'Makes an image larger by repeating its pixels.',
  parameters: [{ ...integer('factor', 'factor', 2, 4, 2), optional: true }],
  label: (spec) => `Upsample ×${factor(spec)}`,
  outputShape(spec, input) {
    const [height, width, channels] = imageInput('Upsampling', input)
    return [height * factor(spec), width * factor(spec), channels]
  },
  weights: () => [],
  apply(spec, _weights, x) {
    const [, height, width] = x.shape as [number, number, number, number]
    return image.resizeNearestNeighbor(x as Tensor4D, [height * factor(spec), width * factor(spec)])
  },
  macs: () => 0,
  keras: (spec) => ({
    className: 'UpSampling2D',
    config: {
      size: [factor(spec), factor(spec)],
      interpolation: 'nearest',
      data_format: 'channels_last',
    },
  }),
}
