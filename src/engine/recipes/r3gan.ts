import type { Recipe } from '../core/recipe'

/** Huang et al. 2024: the relativistic pairing loss with R₁ and R₂, rates annealed along a cosine, and none of the older tricks. */
export const r3gan: Recipe = {
  id: 'r3gan',
  label: 'R3GAN',
  family: 'gan',
  data: 'grid',
  settings: {
    loss: 'relativistic',
    r1: true,
    r1Weight: 0.05,
    r2: true,
    r2Weight: 0.05,
    fourierOctaves: 5,
    average: true,
    annealing: true,
    annealingSteps: 14_000,
    batch: 128,
    beta1: 0,
    beta2: 0.99,
    generatorRate: 2e-3,
    discriminatorRate: 2e-3,
  },
  stop: { unit: 'steps', amount: 14_000 },
  paper: {
    authors: 'Huang et al.',
    year: 2024,
    title: 'The GAN is dead; long live the GAN! A Modern Baseline GAN',
    url: 'https://arxiv.org/abs/2501.05441',
  },
  watch:
    'Each real example is compared with a generated one, so that D must separate the two everywhere and forgets no mode; the [penalty](series:penalty) flattens it where both meet. Fourier features let it see clusters this small. Both losses drift towards 0.69 and the penalty towards 0 as the two distributions become one; see the [modes covered](measure:modes).',
  expect:
    '24 of the 25 modes and 60 % of the samples within 3σ by step 3,000, all 25 within 4,000; the share reaches about 95 % and the reverse KL falls under 0.01 nats as the rates are annealed to the end, in some 5 minutes.',
}
