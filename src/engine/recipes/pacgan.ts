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
    'One sample of a missing mode proves nothing, but two samples that never show it together do. Compare with “GAN that collapses” on the same grid.',
  expect:
    '21 to 23 of the 25 modes after 8,000 steps, with bridges between them: a third of the samples within 3σ. The paper trains for hundreds of thousands of steps.',
}
