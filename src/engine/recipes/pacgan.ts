import type { Recipe } from '../core/recipe'

/** Lin et al. 2018: the plain GAN, whose discriminator judges four samples together. */
export const pacgan: Recipe = {
  id: 'pacgan',
  label: 'PacGAN',
  family: 'gan',
  data: 'grid',
  settings: { loss: 'nonSaturating', packing: 4, average: true },
  stop: { unit: 'steps', amount: 10000 },
  paper: {
    authors: 'Lin et al.',
    year: 2018,
    title: 'PacGAN: The power of two samples in generative adversarial networks',
    url: 'https://arxiv.org/abs/1712.04086',
  },
  watch:
    'One sample of a missing mode proves nothing, but four samples that never show it do. Compare with “GAN that collapses” on the same grid.',
  expect: 'Nearly all of the 25 modes.',
}
