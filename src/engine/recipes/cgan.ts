import type { Recipe } from '../core/recipe'
import { minutes } from './dcgan'

/** Mirza & Osindero 2014: the class is an input of both networks; these are the ones of our DCGAN, with its rates. */
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
    discriminatorNorm: 'batch',
    ...minutes,
  },
  stop: { unit: 'steps', amount: 3000 },
  paper: {
    authors: 'Mirza & Osindero',
    year: 2014,
    title: 'Conditional Generative Adversarial Nets',
    url: 'https://arxiv.org/abs/1411.1784',
  },
  watch:
    'The [samples](view:samples) stand in rows, one class after the other; [Classes](view:class-grid) shows every class in the same hand. The classes separate long before the digits are clean.',
  expect:
    'The rows differ within some hundred steps. At the end, after 3,000, 95 % of the samples are [recognisable](measure:recognisable) and all ten [classes](measure:classes) are there; of real digits it is 98 %. The discriminator’s loss stays between 1.1 and 1.4 from step 100 on.',
}
