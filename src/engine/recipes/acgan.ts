import type { Recipe } from '../core/recipe'

/** Odena et al. 2017: D also names the class, of real and of generated images. */
export const acgan: Recipe = {
  id: 'acgan',
  label: 'ACGAN',
  family: 'gan',
  data: 'mnist',
  settings: { architecture: 'dcgan', conditioning: 'classifier', generatorNorm: 'batch' },
  stop: { unit: 'steps', amount: 2000 },
  paper: {
    authors: 'Odena, Olah & Shlens',
    year: 2017,
    title: 'Conditional Image Synthesis with Auxiliary Classifier GANs',
    url: 'https://arxiv.org/abs/1610.09585',
  },
  watch:
    'The [accuracy](series:accuracy) rises within a hundred steps, since naming digits is easier than drawing them; after that the generator is pulled towards typical examples of each [class](view:class-grid).',
  expect:
    'D names 85 % of the test digits after 300 steps, and by then each row already shows its own digit; the strokes become clean from about step 1,000.',
}
