import type { Recipe } from '../core/recipe'

/** Huang et al. 2024: the relativistic pairing loss with R₁ and R₂, and none of the older tricks. */
export const r3gan: Recipe = {
  id: 'r3gan',
  label: 'R3GAN',
  family: 'gan',
  data: 'grid',
  settings: {
    loss: 'relativistic',
    r1: true,
    r1Weight: 0.1,
    r2: true,
    r2Weight: 0.1,
    beta1: 0,
    beta2: 0.99,
    average: true,
  },
  stop: { unit: 'steps', amount: 10000 },
  paper: {
    authors: 'Huang et al.',
    year: 2024,
    title: 'The GAN is dead; long live the GAN! A Modern Baseline GAN',
    url: 'https://arxiv.org/abs/2501.05441',
  },
  watch:
    'Each real example is compared with a generated one, so that D must separate the two everywhere and forgets no mode; the penalties flatten it where both meet. Watch the penalty settle.',
  expect: 'All 25 modes early; precision rises for as long as you train.',
}
