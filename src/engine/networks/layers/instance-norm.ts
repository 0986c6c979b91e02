import { add, moments, mul, rsqrt, sub } from '@tensorflow/tfjs-core'
import { FormatError } from '../../core/errors'
import { type LayerKind, product } from '../layer'
import { imageInput } from './image-input'

const epsilon = 1e-3

/** y = γ (x − μ) / √(σ² + ε) + β over the pixels of each channel of each image (Ulyanov et al. 2016, eq. 4). */
export const instanceNorm: LayerKind = {
  kind: 'instanceNorm',
  name: 'Instance norm',
  help: 'Each channel of each image to mean 0 and deviation 1.',
  parameters: [],
  label: () => 'Instance norm',
  outputShape: (_spec, input) => imageInput('Instance norm', input),
  weights(_spec, input) {
    const shape = [input[input.length - 1]!]
    return [
      { name: 'gamma', shape, initializer: { kind: 'ones' }, trainable: true },
      { name: 'beta', shape, initializer: { kind: 'zeros' }, trainable: true },
    ]
  },
  apply(_spec, [gamma, beta], x) {
    const { mean, variance } = moments(x, [1, 2], true)
    return add(mul(mul(sub(x, mean), rsqrt(add(variance, epsilon))), gamma!), beta!)
  },
  macs: (_spec, input) => 2 * product(input),
  keras() {
    throw new FormatError('tfjs has no instance norm layer.', 'Export the weights as safetensors.')
  },
}
