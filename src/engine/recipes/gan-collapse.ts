import type { Recipe } from '../core/recipe'

/** The minimax loss on the grid, which Lin et al. 2018 (table 1) measured to lose modes. */
export const ganCollapse: Recipe = {
  id: 'gan-collapse',
  label: 'GAN that collapses',
  family: 'gan',
  data: 'grid',
  settings: { loss: 'minimax', latentDim: 2, discriminatorSteps: 1, generatorRate: 2e-3 },
  stop: { unit: 'steps', amount: 5000 },
  paper: {
    authors: 'Metz et al.',
    year: 2017,
    title: 'Unrolled Generative Adversarial Networks',
    url: 'https://arxiv.org/abs/1611.02163',
  },
  watch:
    'The generator finds a few clusters that the discriminator believes in and puts everything there. The discriminator learns to doubt them, the generator moves on, and round they go: the mode count never reaches 25, while the losses look as healthy as ever.',
  expect: 'After thousands of steps many of the 25 modes are missing.',
  fails: true,
}
