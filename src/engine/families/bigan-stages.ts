import type { Stage } from '../core/stage'

/** The stages of an iteration, as slow motion tells them. */
export const biganStages = {
  noise: {
    label: 'Sample noise',
    text: 'A batch of real examples arrives, and as many random codes are drawn.',
    networks: [],
    direction: 'forward',
  },
  encode: {
    label: 'Encode',
    text: 'The encoder gives each real example a code: together they are a pair.',
    networks: ['encoder'],
    direction: 'forward',
  },
  generate: {
    label: 'Generate',
    text: 'The generator gives each random code an example: pairs of the other kind.',
    networks: ['generator'],
    direction: 'forward',
  },
  score: {
    label: 'Score the pairs',
    text: 'The discriminator sees pairs of example and code, and says which way each was made.',
    networks: ['discriminator'],
    direction: 'forward',
  },
  updateDiscriminator: {
    label: 'Update D',
    text: 'Its mistakes run back through the discriminator. Generator and encoder stand still.',
    networks: ['discriminator'],
    direction: 'backward',
  },
  scoreAgain: {
    label: 'Score again',
    text: 'The wiser discriminator scores both kinds of pairs once more.',
    networks: ['encoder', 'generator', 'discriminator'],
    direction: 'forward',
  },
  updateGenerator: {
    label: 'Update G and E',
    text: 'The scores run back through the discriminator into both: each is to have its pairs taken for the other’s.',
    networks: ['discriminator', 'generator', 'encoder'],
    direction: 'backward',
  },
} satisfies Record<string, Stage>
