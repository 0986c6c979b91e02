import { exp, mul, reshape, slice, type Tensor } from '@tensorflow/tfjs-core'
import type { StepContext } from '../../core/family'
import { number, rows, type Stage } from '../../core/stage'
import { reparameterise } from '../../losses/elbo'
import { commonStages } from '../common-stages'
import { decodeMean, type VaeModel } from './decoder'
import { posterior } from './posterior'

/** The stages of an iteration, as slow motion tells them. */
export const vaeStages = {
  batch: commonStages.batch,
  encode: commonStages.encodeClouds,
  sample: commonStages.sampleClouds,
  decode: commonStages.decode,
  losses: {
    label: 'Losses',
    text: 'Two prices: how badly the drawing explains the example, and how much the clouds tell beyond the prior.',
    networks: [],
    direction: 'forward',
  },
  update: {
    label: 'Update',
    text: 'The loss runs back through the decoder, through z into the encoder, and both are moved.',
    networks: ['decoder', 'encoder'],
    direction: 'backward',
  },
} satisfies Record<string, Stage>

/** The way of a batch x (with its classes y) to its drawing, told in its stages. `noise`: ε `[…, n, latentDim]`. */
export function tellForward(
  model: VaeModel,
  { stage }: StepContext,
  x: Tensor,
  y: Tensor | undefined,
  noise: Tensor,
): void {
  if (!stage) return
  const [n, latentDim] = [x.shape[0]!, model.config.latentDim]
  const epsilon = slice(reshape(noise, [-1, latentDim]), [0, 0], [n, latentDim])
  const q = posterior(model, x, y, false)
  const deviation = exp(mul(q.logVariance, 0.5))
  const z = reparameterise(q.mean, q.logVariance, epsilon)
  stage(vaeStages.batch, () => ({ rows: [rows('x', 'real', x)] }))
  stage(vaeStages.encode, () => ({
    numbers: [number('mean of σ', 'encoder', deviation)],
    rows: [rows('μ', 'encoder', q.mean), rows('σ', 'encoder', deviation)],
  }))
  stage(vaeStages.sample, () => ({ rows: [rows('z', 'latent', z, q.mean)] }))
  stage(vaeStages.decode, () => ({
    rows: [rows('x', 'real', x), rows('x̂', 'decoder', decodeMean(model, z, y))],
  }))
}

/** The drawing of x as the decoder stands. */
export function drawingOf(model: VaeModel, x: Tensor, y: Tensor | undefined): Tensor {
  return decodeMean(model, posterior(model, x, y, false).mean, y)
}
