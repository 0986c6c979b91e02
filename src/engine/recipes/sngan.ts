import type { Recipe } from '../core/recipe'

/** Miyato et al. 2018: spectral normalisation of every kernel of D, and the hinge loss. */
export const sngan: Recipe = {
  id: 'sngan',
  label: 'SNGAN',
  family: 'gan',
  data: 'mnist',
  settings: { architecture: 'dcgan', loss: 'hinge', spectralNorm: true, generatorNorm: 'batch', beta1: 0.5 },
  stop: { unit: 'steps', amount: 2000 },
  paper: {
    authors: 'Miyato et al.',
    year: 2018,
    title: 'Spectral Normalization for Generative Adversarial Networks',
    url: 'https://arxiv.org/abs/1802.05957',
  },
  watch:
    '[Spectral norm](setting:spectralNorm) keeps the discriminator from becoming steep, whatever it learns: its [loss](series:discriminatorLoss) stays near 1, of the 2 at which it would guess. Compare the evenness of the samples with DCGAN.',
  expect:
    'Digit-like shapes by step 300. The losses drift little: D’s loss is 1.1 after 50 steps, 0.9 after 100, and rises towards 1.4 by step 280 as the samples improve.',
}
