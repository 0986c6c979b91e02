import type { Stage } from '../../core/stage'
import { autoencoderStages } from '../autoencoder/stages'

/** The stages of an iteration, as slow motion tells them. */
export const aaeStages = {
  ...autoencoderStages,
  draw: {
    label: 'Draw from the prior',
    text: 'Now the codes as a crowd: beside them, as many draws from the prior that they should look like.',
    networks: ['encoder'],
    direction: 'forward',
  },
  judge: {
    label: 'Judge the codes',
    text: 'The judge says of each code whether it was drawn or belongs to an example.',
    networks: ['discriminator'],
    direction: 'forward',
  },
  updateJudge: {
    label: 'Update the judge',
    text: 'Its mistakes run back through the judge. The encoder stands still.',
    networks: ['discriminator'],
    direction: 'backward',
  },
  judgeAgain: {
    label: 'Judge again',
    text: 'The wiser judge sees the codes once more.',
    networks: ['encoder', 'discriminator'],
    direction: 'forward',
  },
  updateEncoder: {
    label: 'Update the encoder',
    text: 'The verdict runs back through the judge, which stands still, into the encoder: its codes are to pass for draws.',
    networks: ['discriminator', 'encoder'],
    direction: 'backward',
  },
} satisfies Record<string, Stage>
