import type { Recipe } from '../core/recipe'

/** Minimax with a discriminator that learns ten times as much: the generator’s gradient vanishes (Arjovsky & Bottou 2017, theorem 2.4). */
export const ganDWins: Recipe = {
  id: 'gan-d-wins',
  label: 'GAN whose discriminator wins',
  family: 'gan',
  data: 'ring',
  settings: { loss: 'minimax', discriminatorSteps: 5, generatorWidth: 16, generatorRate: 1e-4 },
  stop: { unit: 'steps', amount: 1000 },
  paper: {
    authors: 'Arjovsky & Bottou',
    year: 2017,
    title: 'Towards Principled Methods for Training Generative Adversarial Networks',
    url: 'https://arxiv.org/abs/1701.04862',
  },
  watch:
    'The discriminator’s loss falls to 0 and the two scores part, to 1 and 0. There the minimax loss is flat: the generator gets no slope to follow and stands still. Switch the loss to non-saturating and it moves.',
  expect: 'Scores of 1 and 0 within a few hundred steps; the samples stay in the middle of the ring.',
  fails: true,
}
