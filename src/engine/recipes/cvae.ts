import type { Recipe } from '../core/recipe'

/** Sohn et al. 2015: encoder and decoder are told the class. */
export const cvae: Recipe = {
  id: 'cvae',
  label: 'Conditional VAE',
  family: 'vae',
  data: 'mnist',
  settings: { conditioning: 'class', latentDim: 10, encoderWidth: 400, decoderWidth: 400 },
  stop: { unit: 'steps', amount: 5000 },
  paper: {
    authors: 'Sohn et al.',
    year: 2015,
    title: 'Learning Structured Output Representation using Deep Conditional Generative Models',
    url: 'https://papers.nips.cc/paper/2015/hash/8d55a249e6baa5c06772297520da2051-Abstract.html',
  },
  watch:
    'Samples come in order of [class](view:class-grid), because the class is given. The code no longer says which digit it is, only how it is written: the same code draws all ten digits in one hand, and [KL](series:kl) is some nats lower than the VAE’s.',
  expect:
    'The class begins to show after 500 steps and rules by 1,000; KL settles at 15 nats. The test −ELBO, in which the class is not told and all ten are tried, is 117.5 after 1,200 steps, a few nats above that of the VAE with its 20 dimensions.',
}
