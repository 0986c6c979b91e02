import { cast, less, type Tensor } from '@tensorflow/tfjs-core'
import type { DatasetEntry } from '../../../protocol/catalogue'
import type { Model, Noise } from '../../core/family'
import { type Likelihood, likelihoods } from '../../losses/likelihoods'
import { besideClass } from './classes'
import type { VaeConfig } from './schema'

export type VaeModel = Model<VaeConfig>

/** Points have no pixel likelihoods; whatever stands there, theirs is a Gaussian. */
export const likelihoodId = (config: VaeConfig, data: DatasetEntry) =>
  data.kind === 'points' && config.likelihood !== 'learnedGaussian' ? 'gaussian' : config.likelihood

export const likelihoodOf = ({ config, data }: Pick<VaeModel, 'config' | 'data'>): Likelihood =>
  likelihoods[likelihoodId(config, data)]

/** Whether the decoder's last layer is a sigmoid, so that the network alone draws an image. */
export const endsInSigmoid = (config: VaeConfig, data: DatasetEntry) =>
  data.kind === 'image' && ['bernoulli', 'gaussian'].includes(likelihoodId(config, data))

export const classCount = (config: VaeConfig, data: DatasetEntry) =>
  config.conditioning === 'class' ? (data.classes?.length ?? 0) : 0

export const likelihoodOptions = ({ config, data }: VaeModel) => ({
  deviation: config.deviation,
  bounded: data.kind === 'image',
})

/** Whether the likelihood is of x drawn black or white, each pixel with its grey as the probability. */
export const binarises = (config: VaeConfig, data: DatasetEntry) =>
  likelihoodId(config, data) === 'bernoulli' && config.binarisation === 'dynamic'

/** What the likelihood is taken of. */
export function observed({ config, data }: VaeModel, x: Tensor, noise: Noise): Tensor {
  return binarises(config, data) ? cast(less(noise.uniform(x.shape), x), 'float32') : x
}

/** The decoder's linear output for codes `[n, latentDim]` and their classes. */
export function decodeRaw(model: VaeModel, z: Tensor, y: Tensor | undefined, training: boolean): Tensor {
  const dropLast = endsInSigmoid(model.config, model.data) ? 1 : 0
  return model.networks.decoder!.apply(besideClass(z, y, false), { training, dropLast })
}

/** E[x | z, y], in the data's own range. */
export function decodeMean(model: VaeModel, z: Tensor, y: Tensor | undefined): Tensor {
  return likelihoodOf(model).mean(decodeRaw(model, z, y, false), likelihoodOptions(model))
}

/** log p(x | z, y) of each example, in nats. */
export function logLikelihood(
  model: VaeModel,
  x: Tensor,
  z: Tensor,
  y: Tensor | undefined,
  training: boolean,
): Tensor {
  return likelihoodOf(model).logLikelihood(x, decodeRaw(model, z, y, training), likelihoodOptions(model))
}
