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
    'The code is taxed four times. Fewer dimensions stay [active](series:activeUnits), and each of these means one thing – slant, width, roundness: walk along them in [Traversals](view:traversals). Reconstructions lose what does not pay. Move [β](setting:beta) during the run and watch dimensions wake and sleep.',
  expect:
    '[KL](series:kl) stays far below the VAE’s 25 nats: 6.3 after 500 steps, 7 after 700, with all ten dimensions still active. The unweighted −ELBO is worse than the VAE’s (140 on the test set after 700 steps), as it must be.',
}
