import type { Recipe } from '../core/recipe'

/**
 * A decoder so noisy that no code pays. For a linear VAE, Lucas et al. 2019 (§ 4) show that a latent dimension survives
 * only if it explains more variance than β σ²; MNIST's largest principal component has 5.1, here β σ² is 8.
 */
export const vaeCollapse: Recipe = {
  id: 'vae-collapse',
  label: 'VAE whose posterior collapses',
  family: 'vae',
  data: 'mnist',
  settings: {
    likelihood: 'gaussian',
    deviation: 2,
    beta: 2,
    latentDim: 20,
    encoderWidth: 400,
    decoderWidth: 400,
  },
  stop: { unit: 'steps', amount: 1000 },
  paper: {
    authors: 'Lucas et al.',
    year: 2019,
    title: 'Don’t Blame the ELBO! A Linear VAE Perspective on Posterior Collapse',
    url: 'https://arxiv.org/abs/1911.02469',
  },
  watch:
    '[KL](series:kl) goes to 0 and so does the number of [active dimensions](series:activeUnits): with so much noise allowed for, a code costs more than the picture it saves. The decoder draws the same grey average for everything. Lower [σ](setting:deviation) while it runs and the dimensions wake, those that explain most first.',
  expect:
    'Within 100 steps KL is under 0.01 nats, no dimension is active, and all samples and reconstructions are one and the same smudge. It stays so.',
  fails: true,
}
