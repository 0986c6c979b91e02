import type { Recipe } from '../core/recipe'

/** Vincent et al. 2008: a code larger than a bottleneck, kept honest by masking a quarter of the pixels and more. */
export const denoisingAe: Recipe = {
  id: 'denoising-ae',
  label: 'Denoising autoencoder',
  family: 'autoencoder',
  data: 'mnist',
  settings: {
    kind: 'denoising',
    corruption: 'mask',
    corruptionLevel: 0.5,
    latentDim: 64,
    encoderWidth: 400,
    decoderWidth: 400,
  },
  stop: { unit: 'steps', amount: 3000 },
  paper: {
    authors: 'Vincent et al.',
    year: 2008,
    title: 'Extracting and Composing Robust Features with Denoising Autoencoders',
    url: 'https://doi.org/10.1145/1390156.1390294',
  },
  watch:
    'Half of the pixels are put out before the encoder sees them, and the loss asks for the whole digit. So copying does not help; the network must know how strokes go on: see the [reconstructions](view:reconstructions).',
  expect:
    'The [cross-entropy](series:reconstruction) is 152 nats after 100 steps and 103 after 400; from then on the missing pixels are filled in along the strokes. It stays above a plain autoencoder’s with a code of this size: what was put out can only be guessed.',
}
