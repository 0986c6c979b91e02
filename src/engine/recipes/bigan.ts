import type { Recipe } from '../core/recipe'

/** Donahue et al. 2017, § 4.1: MLPs with batch norm in G and E, β₁ = 0.5. */
export const bigan: Recipe = {
  id: 'bigan',
  label: 'BiGAN',
  family: 'bigan',
  data: 'mnist',
  settings: { latentDim: 50, generatorWidth: 512, encoderWidth: 512, discriminatorWidth: 512, norm: 'batch' },
  stop: { unit: 'steps', amount: 10000 },
  paper: {
    authors: 'Donahue, Krähenbühl & Darrell',
    year: 2017,
    title: 'Adversarial Feature Learning',
    url: 'https://arxiv.org/abs/1605.09782',
  },
  watch:
    'No reconstruction is ever compared, and yet the [reconstructions](view:reconstructions) begin to resemble their digits, first the stroke’s weight and slant, then the class: the two networks can only fool the judge by being inverse to one another.',
  expect:
    'The judge is ahead for the first 1,000 steps, with the loss of generator and encoder near 8; then it falls, to 6 by step 3,000 and 5 by step 4,000. With seed 1 nearly half of the samples are then recognisable digits, of seven classes. Without [batch norm](setting:norm) the judge wins for good: at step 2,200 the loss is 24 and all samples are one image.',
}
