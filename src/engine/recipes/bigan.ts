import type { Recipe } from '../core/recipe'

/** Donahue et al. 2017, § 4.1: MLPs, β₁ = 0.5. */
export const bigan: Recipe = {
  id: 'bigan',
  label: 'BiGAN',
  family: 'bigan',
  data: 'mnist',
  settings: { latentDim: 50, generatorWidth: 512, encoderWidth: 512, discriminatorWidth: 512 },
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
    'One and the same smudge for the first 400 steps, with the loss of generator and encoder near 6: the judge is ahead. Left alone it can win: with seed 1 that loss is 15 at step 1,000 and 24 at step 2,200, where all samples are one image. Lower [its rate](setting:discriminatorRate) when its own loss falls under 0.2.',
}
