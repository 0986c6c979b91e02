import type { Recipe } from '../core/recipe'

/** The plain game on the grid, with a discriminator that sees every cluster: mode collapse (Metz et al. 2017, § 3). */
export const ganCollapse: Recipe = {
  id: 'gan-collapse',
  label: 'GAN that collapses',
  family: 'gan',
  data: 'grid',
  settings: { loss: 'nonSaturating', fourierOctaves: 5 },
  stop: { unit: 'steps', amount: 3000 },
  paper: {
    authors: 'Metz et al.',
    year: 2017,
    title: 'Unrolled Generative Adversarial Networks',
    url: 'https://arxiv.org/abs/1611.02163',
  },
  watch:
    'The discriminator sees the clusters at once; the generator finds one that it believes in and puts everything there. The discriminator learns to doubt it, the generator hops to the next, and round they go, while every single sample is perfect. The losses say nothing of it, the [modes covered](measure:modes) do. “R3GAN” has the same networks.',
  expect:
    'One to three of the 25 modes by step 2,000 to 3,000 (five seeds), with nine samples in ten and more within 3σ of them.',
  fails: true,
}
