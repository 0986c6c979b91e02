import type { Recipe } from '../core/recipe'

/** Makhzani et al. 2015, § 2: a deterministic encoder, a standard normal prior, a judge of codes. */
export const aae: Recipe = {
  id: 'aae',
  label: 'Adversarial autoencoder',
  family: 'aae',
  data: 'mnist',
  settings: { latentDim: 8, prior: 'normal', encoderWidth: 400, decoderWidth: 400, depth: 1, beta1: 0.5 },
  stop: { unit: 'steps', amount: 5000 },
  paper: {
    authors: 'Makhzani et al.',
    year: 2015,
    title: 'Adversarial Autoencoders',
    url: 'https://arxiv.org/abs/1511.05644',
  },
  watch:
    'There is no KL term: a judge compares codes of digits with draws from the prior. Its two scores ([prior](series:realScore), [codes](series:fakeScore)) approach each other while [reconstruction](series:reconstruction) keeps falling; samples get as good as reconstructions only once it cannot tell.',
  expect:
    'Reconstructions are clear after about 500 steps, at 128 nats. The scores stand at 0.65 and 0.35 by then and close in on 0.5 over some thousands of steps; samples get better as they do.',
}
