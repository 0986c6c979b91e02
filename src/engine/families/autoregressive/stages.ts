import type { Stage } from '../../core/stage'

/** The stages of an iteration, as slow motion tells them. */
export const autoregressiveStages = {
  batch: {
    label: 'Take a batch',
    text: 'The next examples of the data; each pixel is drawn black or white, with its grey as the probability.',
    networks: [],
    direction: 'forward',
  },
  predict: {
    label: 'Predict',
    text: 'One pass gives every prediction at once: masks hide from each number those that come after it.',
    networks: ['network'],
    direction: 'forward',
  },
  losses: {
    label: 'Loss',
    text: 'The surprise at each number, added up: exactly −log p(x).',
    networks: [],
    direction: 'forward',
  },
  update: {
    label: 'Update',
    text: 'The surprise runs back through the network, and its weights are moved; masked ones stay 0.',
    networks: ['network'],
    direction: 'backward',
  },
} satisfies Record<string, Stage>
