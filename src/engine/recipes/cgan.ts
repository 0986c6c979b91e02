import type { Recipe } from '../core/recipe'

/** Mirza & Osindero 2014: the class is an input of both networks. */
export const cgan: Recipe = {
  id: 'cgan',
  label: 'CGAN',
  family: 'gan',
  data: 'mnist',
  settings: {
    architecture: 'dcgan',
    conditioning: 'label',
    labelInput: 'concatenation',
    generatorNorm: 'batch',
  },
  stop: { unit: 'steps', amount: 2000 },
  paper: {
    authors: 'Mirza & Osindero',
    year: 2014,
    title: 'Conditional Generative Adversarial Nets',
    url: 'https://arxiv.org/abs/1411.1784',
  },
  watch:
    'The [samples](view:samples) stand in rows, one class after the other; [Classes](view:class-grid) shows every class in the same hand. The classes separate long before the digits are clean.',
  expect:
    'The rows begin to differ after some hundred steps; at step 880 a fifth of the samples are [recognisable](measure:recognisable), of six classes. Clean digits take some thousands of steps.',
}
