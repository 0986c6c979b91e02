import type { Stage } from '../../core/stage'

/** The stages of an iteration, as slow motion tells them. */
export const vaeGanStages = {
  batch: {
    label: 'Take a batch',
    text: 'The next examples of the data, and random codes beside them.',
    networks: [],
    direction: 'forward',
  },
  encode: {
    label: 'Encode',
    text: 'The encoder gives each example a small cloud of codes: a mean μ and a deviation σ for each latent dimension.',
    networks: ['encoder'],
    direction: 'forward',
  },
  sample: {
    label: 'Sample',
    text: 'One code is drawn from each cloud: z = μ + σ ε with random ε.',
    networks: [],
    direction: 'forward',
  },
  decode: {
    label: 'Decode',
    text: 'The decoder draws each example again from its code.',
    networks: ['decoder'],
    direction: 'forward',
  },
  losses: {
    label: 'Losses',
    text: 'Example and drawing are compared by what the discriminator notices in them, in its last hidden layer; the clouds pay for leaving the prior.',
    networks: ['discriminator'],
    direction: 'forward',
  },
  updateEncoder: {
    label: 'Update the encoder',
    text: 'The loss runs back through discriminator and decoder, which stand still, into the encoder.',
    networks: ['discriminator', 'decoder', 'encoder'],
    direction: 'backward',
  },
  score: {
    label: 'Decode and score',
    text: 'Codes of examples and random codes are decoded; the discriminator scores what comes out.',
    networks: ['decoder', 'discriminator'],
    direction: 'forward',
  },
  updateDecoder: {
    label: 'Update the decoder',
    text: 'The decoder is moved to draw what the discriminator takes for the example, and for real.',
    networks: ['discriminator', 'decoder'],
    direction: 'backward',
  },
  scoreAgain: {
    label: 'Score',
    text: 'The discriminator scores real examples against reconstructions and samples.',
    networks: ['discriminator'],
    direction: 'forward',
  },
  updateDiscriminator: {
    label: 'Update D',
    text: 'Its mistakes run back through the discriminator. The others stand still.',
    networks: ['discriminator'],
    direction: 'backward',
  },
} satisfies Record<string, Stage>
