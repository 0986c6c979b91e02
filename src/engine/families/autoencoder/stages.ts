import type { Stage } from '../../core/stage'
import { commonStages } from '../common-stages'

/** Stages of an iteration that the deterministic autoencoders share, as slow motion tells them. */
export const autoencoderStages = {
  batch: commonStages.batch,
  damage: {
    label: 'Damage',
    text: 'The encoder is shown a damaged copy of each example; the drawing is compared with the whole one.',
    networks: [],
    direction: 'forward',
  },
  encode: {
    label: 'Encode',
    text: 'The encoder squeezes each example into a short code.',
    networks: ['encoder'],
    direction: 'forward',
  },
  decode: commonStages.decode,
  losses: {
    label: 'Losses',
    text: 'The drawing is compared with the example, number by number; some kinds also pay for the code.',
    networks: [],
    direction: 'forward',
  },
  update: {
    label: 'Update',
    text: 'The error runs back through the decoder into the encoder, and both are moved.',
    networks: ['decoder', 'encoder'],
    direction: 'backward',
  },
} satisfies Record<string, Stage>
