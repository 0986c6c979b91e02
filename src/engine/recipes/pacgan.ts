import type { Recipe } from '../core/recipe'

/** Lin et al. 2018: the plain GAN, whose discriminator judges two samples together. */
export const pacgan: Recipe = {
  id: 'pacgan',
  label: 'PacGAN',
  family: 'gan',
  data: 'grid',
  settings: { loss: 'nonSaturating', packing: 2, depth: 3, activation: 'leakyRelu', average: true },
  stop: { unit: 'steps', amount: 8000 },
  paper: {
    authors: 'Lin et al.',
    year: 2018,
    title: 'PacGAN: The power of two samples in generative adversarial networks',
    url: 'https://arxiv.org/abs/1712.04086',
  },
  watch:
    'One sample of a missing mode proves nothing, but two samples that never show it together do: see [packing](setting:packing) and the [modes covered](measure:modes). Compare with “GAN that collapses” on the same grid.',
  expect:
    'A cloud over the whole grid for the first 6,000 steps, near some 15 modes but with hardly 1 % of the samples within 3σ, both losses at a draw; then it gathers: 21 to 23 of the 25 modes by step 8,000, with bridges between them. The paper trains for hundreds of thousands of steps.',
}
