import type { Recipe } from '../core/recipe'

/** Burda et al. 2016: the VAE with the importance-weighted bound, K = 5. */
export const iwae: Recipe = {
  id: 'iwae',
  label: 'IWAE',
  family: 'vae',
  data: 'mnist',
  settings: { bound: 'iwae', importanceSamples: 5, latentDim: 20, encoderWidth: 400, decoderWidth: 400 },
  stop: { unit: 'steps', amount: 5000 },
  paper: {
    authors: 'Burda et al.',
    year: 2016,
    title: 'Importance Weighted Autoencoders',
    url: 'https://arxiv.org/abs/1509.00519',
  },
  watch:
    'Two curves: the importance-weighted bound, which is trained, and the ELBO of the same codes. Their distance grows during training, because the encoder is allowed clouds that fit badly as long as one of five codes explains the digit.',
  expect:
    'The bound falls below the −ELBO of a VAE after the same number of steps, by some nats at the end of long runs. A step costs several of the VAE’s.',
}
