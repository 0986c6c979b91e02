import { neg, type Tensor } from '@tensorflow/tfjs-core'
import type { DatasetEntry } from '../../../protocol/catalogue'
import type { FlowNode } from '../../../protocol/events'
import type { Model } from '../../core/family'
import { halfSquaredError } from '../../losses/autoencoder'
import { bernoulliLogLikelihood } from '../../losses/likelihoods'
import { type AutoencoderSettings, decoderLayers, encoderLayers } from '../../networks/autoencoder'
import type { LayerSpec } from '../../networks/layer'
import type { NetworkSpec } from '../../networks/network'
import { activate } from '../../networks/stacks'

/** What the deterministic autoencoders share: an encoder, a decoder that ends in a sigmoid for images, the error between. */
export interface PartsConfig extends AutoencoderSettings {
  latentDim: number
  loss: 'crossEntropy' | 'squaredError'
}

/** Encoder and decoder; `squash` ends the encoder, e.g. in a sigmoid. */
export function encoderAndDecoder(
  config: AutoencoderSettings & { latentDim: number },
  data: DatasetEntry,
  { codeUnits = config.latentDim, squash = [] as LayerSpec[] } = {},
): [NetworkSpec, NetworkSpec] {
  const ending = data.kind === 'image' ? [activate('sigmoid')] : []
  return [
    {
      id: 'encoder',
      label: 'Encoder',
      role: 'encoder',
      input: data.shape,
      layers: [...encoderLayers(data.shape, config, codeUnits), ...squash],
      scheme: 'glorot',
    },
    {
      id: 'decoder',
      label: 'Decoder',
      role: 'decoder',
      input: [config.latentDim],
      layers: [...decoderLayers(data.shape, config), ...ending],
      scheme: 'glorot',
    },
  ]
}

/** x → encoder → z → decoder → x̂. */
export const autoencoderFlow = (config: { latentDim: number }, data: DatasetEntry): FlowNode[] => [
  { kind: 'tensor', label: 'x', role: 'real', shape: data.shape },
  { kind: 'network', network: 'encoder' },
  { kind: 'tensor', label: 'z', role: 'latent', shape: [config.latentDim] },
  { kind: 'network', network: 'decoder' },
  { kind: 'tensor', label: 'x̂', role: 'decoder', shape: data.shape },
]

/** Error of the decoder's drawing of z, of each example: cross-entropy in nats, or ½ Σ (x − x̂)². `[n]`. */
export function reconstructionError<C extends PartsConfig>(model: Model<C>, x: Tensor, z: Tensor): Tensor {
  const decoder = model.networks.decoder!
  if (model.data.kind === 'image' && model.config.loss === 'crossEntropy')
    return neg(bernoulliLogLikelihood(x, decoder.apply(z, { training: true, dropLast: 1 })))
  return halfSquaredError(x, decoder.apply(z, { training: true }))
}
