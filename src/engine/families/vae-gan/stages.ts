import type { Stage } from '../../core/stage'
import { commonStages } from '../common-stages'

/** The stages of an iteration, as slow motion tells them. */
export const vaeGanStages = {
  batch: {
    label: 'Take a batch',
    text: 'The next examples of the data, and random codes beside them.',
    networks: [],
    direction: 'forward',
  },
  encode: commonStages.encodeClouds,
  sample: commonStages.sampleClouds,
  decode: commonStages.decode,
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
