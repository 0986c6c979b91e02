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
    'Two curves: [the importance-weighted bound](series:negativeIwae), which is trained, and [the ELBO](series:negativeElbo) of the same codes. The distance between them is what four more codes are worth: the encoder is allowed clouds that fit badly as long as one of five codes explains the digit.',
  expect:
    'The bound is 146 nats after 200 steps, where the −ELBO of a VAE is 152; its own −ELBO is 154. The two stand 8 nats apart at step 100 and 6 at step 285. A step costs several of the VAE’s.',
}
