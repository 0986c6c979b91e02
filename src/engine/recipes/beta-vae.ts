import type { Recipe } from '../core/recipe'

/** Higgins et al. 2017: β = 4. */
export const betaVae: Recipe = {
  id: 'beta-vae',
  label: 'β-VAE',
  family: 'vae',
  data: 'mnist',
  settings: { beta: 4, latentDim: 10, encoderWidth: 400, decoderWidth: 400 },
  stop: { unit: 'steps', amount: 5000 },
  paper: {
    authors: 'Higgins et al.',
    year: 2017,
    title: 'β-VAE: Learning Basic Visual Concepts with a Constrained Variational Framework',
    url: 'https://openreview.net/forum?id=Sy2fzU9gl',
  },
  watch:
    'The code is taxed four times. Fewer dimensions stay active, and each of these means one thing: slant, width, roundness. Reconstructions lose what does not pay. Move β during the run and watch dimensions wake and sleep.',
  expect:
    'KL settles far below the VAE’s 25 nats: 6 after 500 steps. The unweighted −ELBO is worse than the VAE’s (near 146 then, on the test set), as it must be.',
}
