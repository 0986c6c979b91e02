import { slice, type Tensor } from '@tensorflow/tfjs-core'
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
  const { latentDim, architecture } = model.config
  const input = besideClass(x, y, architecture === 'convolutional')
  const heads = model.networks.encoder!.apply(input, { training })
  return {
    mean: slice(heads, [0, 0], [-1, latentDim]),
    logVariance: slice(heads, [0, latentDim], [-1, latentDim]),
  }
}
