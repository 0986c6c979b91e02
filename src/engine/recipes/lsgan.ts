import type { Recipe } from '../core/recipe'

/** Mao et al. 2017: squares in place of logarithms, which pull samples towards the boundary even when they are judged real. */
export const lsgan: Recipe = {
  id: 'lsgan',
  label: 'LSGAN',
  family: 'gan',
  data: 'mnist',
  settings: { architecture: 'dcgan', loss: 'leastSquares', generatorNorm: 'batch' },
  stop: { unit: 'steps', amount: 2000 },
  paper: {
    authors: 'Mao et al.',
    year: 2017,
    title: 'Least Squares Generative Adversarial Networks',
    url: 'https://arxiv.org/abs/1611.04076',
  },
  watch:
    'The losses are squared distances: 0.25 is a [discriminator](series:discriminatorLoss) that guesses. The generator keeps receiving a gradient from samples that already fool the judge, as long as they lie far from the boundary.',
  expect:
    'Digit-like shapes by step 300, as with DCGAN. D’s loss sinks to 0.04 by step 100 and climbs back from there, to 0.1 by step 300: the generator catches up.',
}
