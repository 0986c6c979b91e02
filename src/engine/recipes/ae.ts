import type { Recipe } from '../core/recipe'

/** Hinton & Salakhutdinov 2006: a plain autoencoder with a code of two numbers, in place of their stack of pre-trained layers. */
export const ae: Recipe = {
  id: 'ae',
  label: 'Autoencoder',
  family: 'autoencoder',
  data: 'mnist',
  settings: { kind: 'plain', latentDim: 2, encoderWidth: 256, decoderWidth: 256, depth: 2 },
  stop: { unit: 'steps', amount: 3000 },
  paper: {
    authors: 'Hinton & Salakhutdinov',
    year: 2006,
    title: 'Reducing the Dimensionality of Data with Neural Networks',
    url: 'https://doi.org/10.1126/science.1127647',
  },
  watch:
    'Every digit is squeezed into two numbers. The [reconstructions](view:reconstructions) show what survives. There is no way to sample: the digits lie in unequal patches with nothing between them, far from any simple distribution.',
  expect:
    'The digits are readable in the reconstructions after a few hundred steps; the [cross-entropy](series:reconstruction) is 158 nats after 500 steps and 153 after 1,000, and creeps down from there. Pairs that look alike (4 and 9, 3 and 5) stay mixed: two numbers are too few to part them.',
}
