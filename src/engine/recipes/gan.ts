import type { Recipe } from '../core/recipe'

/** Goodfellow et al. 2014: two MLPs and the loss that does not saturate; Adam in place of momentum. */
export const gan: Recipe = {
  id: 'gan',
  label: 'GAN',
  family: 'gan',
  data: 'ring',
  settings: { loss: 'nonSaturating' },
  stop: { unit: 'steps', amount: 5000 },
  paper: {
    authors: 'Goodfellow et al.',
    year: 2014,
    title: 'Generative Adversarial Nets',
    url: 'https://arxiv.org/abs/1406.2661',
  },
  watch:
    'The generated points first gather in the middle, then reach for one cluster after another, and the [heat map](layer:heat-map) moves against them. Neither side wins: the [discriminator](series:discriminatorLoss) stays between 1.1 and 1.4, the [generator](series:generatorLoss) between 0.7 and 1.2. The [modes covered](measure:modes) say when all are found.',
  expect:
    'All 8 modes within 1,000 steps; by step 2,400 about 90 % of the samples lie within 3σ of one, and both scores are near 0.5.',
}
