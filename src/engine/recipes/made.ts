import type { Recipe } from '../core/recipe'

/** Germain et al. 2015, § 6.2, with 500 hidden units in place of 8,000: binarised MNIST, one order of the pixels. */
export const made: Recipe = {
  id: 'made',
  label: 'MADE',
  family: 'autoregressive',
  data: 'mnist',
  settings: { architecture: 'made', width: 500, depth: 1 },
  stop: { unit: 'steps', amount: 10000 },
  paper: {
    authors: 'Germain et al.',
    year: 2015,
    title: 'MADE: Masked Autoencoder for Distribution Estimation',
    url: 'https://arxiv.org/abs/1502.03509',
  },
  watch:
    'There is no code and no bound: [the curve](series:negativeLogLikelihood) is the exact surprise, comparable with a VAE’s −ELBO on the same binarised digits. Samples are drawn pixel by pixel, from the top left; a stroke once begun must be ended.',
  expect:
    'The surprise −log p(x) is 157 nats after 500 steps, 131 after 1,000 and 119 on the test set after 1,500; it goes on falling for tens of thousands. The published figure is 88.4, with 8,000 hidden units and the binarisation fixed.',
}
