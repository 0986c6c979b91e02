import type { Recipe } from '../core/recipe'
import { minutes } from './dcgan'

/**
 * Miyato et al. 2018: spectral normalisation of every kernel of D, and the hinge loss. The rates, the batch and the average are
 * those of our DCGAN, so that minutes suffice.
 */
export const sngan: Recipe = {
  id: 'sngan',
  label: 'SNGAN',
  family: 'gan',
  data: 'mnist',
  settings: {
    architecture: 'dcgan',
    loss: 'hinge',
    spectralNorm: true,
    generatorNorm: 'batch',
    beta1: 0.5,
    ...minutes,
  },
  stop: { unit: 'steps', amount: 3000 },
  paper: {
    authors: 'Miyato et al.',
    year: 2018,
    title: 'Spectral Normalization for Generative Adversarial Networks',
    url: 'https://arxiv.org/abs/1802.05957',
  },
  watch:
    '[Spectral norm](setting:spectralNorm) keeps the discriminator from becoming steep, whatever it learns: its [loss](series:discriminatorLoss) stays just below the 2 at which it would guess, and the generator always has a slope to follow. Compare the evenness of the samples with DCGAN.',
  expect:
    'D’s loss is 0.7 after 50 steps, 1.9 from step 200 to 500, and between 1.5 and 1.7 from step 1,000 on. At the end, after 3,000 steps, all ten [classes](measure:classes) are there and two thirds of the samples [recognisable](measure:recognisable).',
}
