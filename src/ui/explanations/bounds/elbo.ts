import type { Part } from '../explanation'

export const elbo: Part = {
  title: 'The evidence lower bound',
  formula: 'log p(x) ≥ 𝔼_q log p(x | z) − KL(q(z | x) ‖ p(z))',
  text:
    'How likely the model finds an example cannot be computed, but a bound from below can: draw a code from the encoder’s ' +
    'cloud, ask how well the decoder explains the example from it, and take off what the code has told beyond the prior. The ' +
    'bound is tight when the cloud is the true posterior. For binarised digits −ELBO near 100 nats is good for a small network.',
  source: 'Kingma & Welling 2014',
}
