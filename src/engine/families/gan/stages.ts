import type { Stage } from '../../core/stage'

/** The stages of an iteration, as slow motion tells them. */
export const ganStages = {
  noise: {
    label: 'Sample noise',
    text: 'Random codes are drawn from the prior: one for each sample to be made.',
    networks: [],
    direction: 'forward',
  },
  generate: {
    label: 'Generate',
    text: 'The generator turns each code into a sample. Nothing is learned here.',
    networks: ['generator'],
    direction: 'forward',
  },
  score: {
    label: 'Score',
    text: 'The discriminator scores real examples and generated ones, without being told which is which.',
    networks: ['discriminator'],
    direction: 'forward',
  },
  updateDiscriminator: {
    label: 'Update D',
    text: 'Its mistakes run back through the discriminator: real scores are to rise, generated ones to fall. The generator stands still.',
    networks: ['discriminator'],
    direction: 'backward',
  },
  scoreAgain: {
    label: 'Generate and score',
    text: 'Fresh codes become fresh samples, which the discriminator, now a little wiser, scores.',
    networks: ['generator', 'discriminator'],
    direction: 'forward',
  },
  updateGenerator: {
    label: 'Update G',
    text: 'The score runs back through the discriminator, which stands still, into the generator: each sample is pushed to where the score is higher.',
    networks: ['discriminator', 'generator'],
    direction: 'backward',
  },
  average: {
    label: 'Average',
    text: 'A slow copy of the generator follows a little. It is what the stage shows, steadier than the generator itself.',
    networks: [],
    direction: 'forward',
  },
} satisfies Record<string, Stage>
