import type { Stage } from '../../core/stage'
import { commonStages } from '../common-stages'

/** The stages of an iteration, as slow motion tells them. */
export const vqStages = {
  batch: commonStages.batch,
  encode: {
    label: 'Encode',
    text: 'The encoder turns each example into a grid of vectors.',
    networks: ['encoder'],
    direction: 'forward',
  },
  quantise: {
    label: 'Quantise',
    text: 'Each vector is replaced by the nearest word of the codebook. The gradient will pass as if it were not.',
    networks: [],
    direction: 'forward',
  },
  decode: {
    label: 'Decode',
    text: 'The decoder draws each example again from its words.',
    networks: ['decoder'],
    direction: 'forward',
  },
  losses: {
    label: 'Losses',
    text: 'The drawing is compared with the example, and each vector with its word.',
    networks: [],
    direction: 'forward',
  },
  update: {
    label: 'Update',
    text: 'The error runs back through the decoder and straight through the codebook into the encoder.',
    networks: ['decoder', 'encoder'],
    direction: 'backward',
  },
  codebook: {
    label: 'Move the words',
    text: 'Each word follows the mean of the vectors that chose it; words that nobody uses start again elsewhere.',
    networks: [],
    direction: 'forward',
  },
  predict: {
    label: 'Predict the words',
    text: 'A second network, the prior, predicts each word from those before it.',
    networks: ['prior'],
    direction: 'forward',
  },
  updatePrior: {
    label: 'Update the prior',
    text: 'Its surprise runs back through the prior alone.',
    networks: ['prior'],
    direction: 'backward',
  },
} satisfies Record<string, Stage>
