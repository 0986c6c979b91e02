import type { Recipe } from '../core/recipe'

/** Arjovsky et al. 2017, algorithm 1: a critic whose weights are clipped, RMSProp, five critic updates for each of G. */
export const wgan: Recipe = {
  id: 'wgan',
  label: 'WGAN',
  family: 'gan',
  data: 'ring',
  settings: {
    loss: 'wasserstein',
    clipping: true,
    clipLimit: 0.1,
    optimizer: 'rmsprop',
    generatorRate: 5e-4,
    discriminatorRate: 5e-4,
    discriminatorSteps: 5,
  },
  stop: { unit: 'steps', amount: 3000 },
  paper: {
    authors: 'Arjovsky, Chintala & Bottou',
    year: 2017,
    title: 'Wasserstein GAN',
    url: 'https://arxiv.org/abs/1701.07875',
  },
  watch:
    'Minus the [discriminator loss](series:discriminatorLoss) is an estimate of the distance between data and samples, up to a factor: it falls as the samples improve, which no classic GAN loss does. The [heat map](layer:heat-map) is smooth and coarse, since [clipping](setting:clipping) makes the critic simple.',
  expect:
    'All 8 modes within 500 steps, 7 or 8 at step 3,000; but only a third of the samples lie within 3σ then, with some seeds a tenth, with others three quarters: clipping costs sharpness. The distance estimate falls from 0.6 at step 100 to about 0.1 at step 500 and stays there.',
}
