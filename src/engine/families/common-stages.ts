import type { Stage } from '../core/stage'

/** Stages that several families tell in the same words. */
export const commonStages = {
  batch: {
    label: 'Take a batch',
    text: 'The next examples of the data, in the order that the seed gives.',
    networks: [],
    direction: 'forward',
  },
  /** To a diagonal Gaussian for each example. */
  encodeClouds: {
    label: 'Encode',
    text: 'The encoder gives each example a small cloud of codes: a mean μ and a deviation σ for each latent dimension.',
    networks: ['encoder'],
    direction: 'forward',
  },
  /** From those, by the reparameterisation of Kingma & Welling 2014. */
  sampleClouds: {
    label: 'Sample',
    text: 'One code is drawn from each cloud: z = μ + σ ε with random ε, so that the gradient can pass through μ and σ.',
    networks: [],
    direction: 'forward',
  },
  decode: {
    label: 'Decode',
    text: 'The decoder draws each example again from its code alone.',
    networks: ['decoder'],
    direction: 'forward',
  },
} satisfies Record<string, Stage>
