import type { Recipe } from '../core/recipe'

/** Kingma & Welling 2014, in the size that most implementations measure: 784-400-20, binarised MNIST. */
export const vae: Recipe = {
  id: 'vae',
  label: 'VAE',
  family: 'vae',
  data: 'mnist',
  settings: {
    likelihood: 'bernoulli',
    binarisation: 'dynamic',
    latentDim: 20,
    encoderWidth: 400,
    decoderWidth: 400,
    depth: 1,
    rate: 0.001,
  },
  stop: { unit: 'steps', amount: 20000 },
  paper: {
    authors: 'Kingma & Welling',
    year: 2014,
    title: 'Auto-Encoding Variational Bayes',
    url: 'https://arxiv.org/abs/1312.6114',
  },
  watch:
    'First the decoder draws the average digit for everything and [KL](series:kl) is near 0; then KL climbs, because saying something about the example pays. Afterwards both settle: [reconstruction](series:reconstruction) near 80 nats, KL near 25. The samples are blurred: the Gaussian clouds overlap, and the decoder draws the mean of what they share.',
  expect:
    'The [−ELBO of the test set](measure:testNegativeElbo) is 109 nats after 1,600 steps and 100 after 9,300, within ten minutes on two cores; it goes on falling for tens of thousands.',
}
