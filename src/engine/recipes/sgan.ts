import type { Recipe } from '../core/recipe'

/** Salimans et al. 2016, § 5: D is a classifier whose total evidence is its judgement; ten labels a class. */
export const sgan: Recipe = {
  id: 'sgan',
  label: 'SGAN',
  family: 'gan',
  data: 'mnist',
  settings: {
    architecture: 'dcgan',
    conditioning: 'semiSupervised',
    labelledPerClass: 10,
    generatorNorm: 'batch',
    discriminatorNorm: 'batch',
  },
  stop: { unit: 'steps', amount: 2000 },
  paper: {
    authors: 'Salimans et al.',
    year: 2016,
    title: 'Improved Techniques for Training GANs',
    url: 'https://arxiv.org/abs/1606.03498',
  },
  watch:
    'The [accuracy](series:accuracy) is of real images whose labels were withheld: only [ten of each class](setting:labelledPerClass) are ever shown. What the discriminator learns from telling real from generated helps it to name the rest.',
  expect:
    '78 % of a batch named rightly from 100 labels after 100 steps; 82 % of the test digits after 250, when the samples begin to look like digits.',
}
