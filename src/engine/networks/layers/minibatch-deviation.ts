import { add, concat, fill, mean, mul, sqrt, square, sub, type Tensor } from '@tensorflow/tfjs-core'
import { FormatError } from '../../core/errors'
import { type LayerKind, product } from '../layer'

const epsilon = 1e-8

/**
 * Minibatch standard deviation: the deviation of each feature over the batch, averaged into one number, as one more
 * feature (a constant plane for images), so that D sees when samples are too alike (Karras et al. 2018, § 3).
 */
export const minibatchDeviation: LayerKind = {
  kind: 'minibatchDeviation',
  name: 'Minibatch deviation',
  help: 'One more number: how different the examples of a batch are.',
  parameters: [],
  label: () => 'Minibatch deviation',
  outputShape: (_spec, input) => [...input.slice(0, -1), input[input.length - 1]! + 1],
  weights: () => [],
  apply(_spec, _weights, x): Tensor {
    const variance = mean(square(sub(x, mean(x, 0, true))), 0)
    const deviation = mean(sqrt(add(variance, epsilon)))
    return concat([x, mul(fill([...x.shape.slice(0, -1), 1], 1), deviation)], x.rank - 1)
  },
  mixesExamples: () => true,
  macs: (_spec, input) => 3 * product(input),
  keras() {
    throw new FormatError(
      'tfjs has no minibatch standard deviation layer.',
      'Export the weights as safetensors.',
    )
  },
}
