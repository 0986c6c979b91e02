import type { Recipe } from '../core/recipe'

/** Rates and batch with which a convolutional GAN takes minutes, and samples from the averaged generator. */
export const minutes = { batch: 32, generatorRate: 1e-3, discriminatorRate: 1e-3, average: true }

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
    ...minutes,
  },
  stop: { unit: 'steps', amount: 3000 },
  paper: {
    authors: 'Radford, Metz & Chintala',
    year: 2015,
    title: 'Unsupervised Representation Learning with Deep Convolutional Generative Adversarial Networks',
    url: 'https://arxiv.org/abs/1511.06434',
  },
  watch:
    'Grey noise turns into blobs, then into strokes, then into digits. Two measures of 1,000 samples say how far it is: the [classes covered](measure:classes) and the [recognisable share](measure:recognisable). [Averaged](view:averaged) shows the generator beside its moving average, [What D sees](view:judgement) where D wants more ink. The rates are five times the paper’s and the batch a quarter of its, so that minutes suffice.',
  expect:
    'Eight classes and half of the samples recognisable by step 500, all ten from about step 1,000 (a minute on two cores), 70 % recognisable from step 2,000; of real digits it is 98 %. The discriminator’s loss stays between 0.8 and 1.1, the generator’s between 1.4 and 1.7.',
}
