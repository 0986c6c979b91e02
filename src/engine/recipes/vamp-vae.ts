import type { Recipe } from '../core/recipe'

/** Tomczak & Welling 2018, one level: 50 pseudo-inputs in place of their 500. */
export const vampVae: Recipe = {
  id: 'vamp-vae',
  label: 'VampPrior VAE',
  family: 'vae',
  data: 'mnist',
  settings: { prior: 'vamp', priorComponents: 50, latentDim: 20, encoderWidth: 400, decoderWidth: 400 },
  stop: { unit: 'steps', amount: 5000 },
  paper: {
    authors: 'Tomczak & Welling',
    year: 2018,
    title: 'VAE with a VampPrior',
    url: 'https://arxiv.org/abs/1705.07120',
  },
  watch:
    'The prior is made of fifty learned pseudo-digits, each a cloud of codes. It moves to where the codes are instead of pulling them to the origin, so KL costs less and samples look more like reconstructions.',
  expect:
    'The −ELBO comes out a few nats under the plain VAE’s after the same number of steps, over some thousand steps; the samples keep the sharpness of reconstructions.',
}
