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
    'The [discriminator’s loss](series:discriminatorLoss) falls to 0 and the scores part: [real](series:realScore) to 1, [fake](series:fakeScore) to 0. There the minimax loss is flat: the generator gets no slope to follow and stands still. Switch the [loss](setting:loss) to non-saturating and it moves.',
  expect:
    'Scores above 0.998 and below 0.002 within 50 steps; 500 steps later the samples still stay in the middle of the ring and cover no mode.',
  fails: true,
}
