import type { Recipe } from '../core/recipe'

/**
 * Radford et al. 2015: strided convolutions, batch norm in both networks, LeakyReLU, β₁ = 0.5. Two convolutions each in
 * place of four; five times the paper's rate on a quarter of its batch, and samples from the averaged generator, so that
 * minutes suffice.
 */
export const dcgan: Recipe = {
  id: 'dcgan',
  label: 'DCGAN',
  family: 'gan',
  data: 'mnist',
  settings: {
    architecture: 'dcgan',
    latentDim: 100,
    prior: 'uniform',
    generatorNorm: 'batch',
    discriminatorNorm: 'batch',
    batch: 32,
    generatorRate: 1e-3,
    discriminatorRate: 1e-3,
    average: true,
  },
  stop: { unit: 'steps', amount: 3000 },
  paper: {
    authors: 'Radford, Metz & Chintala',
    year: 2015,
    title: 'Unsupervised Representation Learning with Deep Convolutional Generative Adversarial Networks',
    url: 'https://arxiv.org/abs/1511.06434',
  },
  watch:
    'Grey noise turns into blobs, then into strokes, then into digits. Look at whether all ten classes appear, and whether two [samples](view:samples) are ever alike. [What D sees](view:judgement) shows where it wants more ink.',
  expect:
    'Strokes by step 150, digit-like shapes by step 300; most are recognisable from about step 1,000. The discriminator’s loss stays between 0.4 and 0.9, the generator’s between 1 and 2.',
}
