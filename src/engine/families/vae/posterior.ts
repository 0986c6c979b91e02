import { split, type Tensor } from '@tensorflow/tfjs-core'
import type { Model } from '../../core/family'
import { besideClass } from './classes'
import type { VaeConfig } from './schema'

export interface Gaussian {
  /** `[n, latentDim]` both. */
  mean: Tensor
  logVariance: Tensor
}

/** q(z | x, y) = N(μ, diag σ²): the encoder's two heads. `y`: one-hot classes, where the model is conditional. */
export function posterior(
  model: Model<VaeConfig>,
  x: Tensor,
  y: Tensor | undefined,
  training: boolean,
): Gaussian {
  const input = besideClass(x, y, model.config.architecture === 'convolutional')
  const heads = model.networks.encoder!.apply(input, { training })
  const [mean, logVariance] = split(heads, 2, 1) as [Tensor, Tensor]
  return { mean, logVariance }
}
