import * as z from 'zod'
import type { FieldMeta } from '../../../protocol/schema'
import { field } from '../training-settings'

const option = (meta: Omit<FieldMeta, 'group'>) =>
  z
    .boolean()
    .default(false)
    .meta(field({ ...meta, group: 'stability' }))

const weight = (of: string, initial: number, meta: Omit<FieldMeta, 'group' | 'when' | 'live'>) =>
  z
    .number()
    .min(0)
    .max(100)
    .default(initial)
    .meta(field({ ...meta, group: 'stability', live: true, step: 0.1, when: { [of]: [true] } }))

/** What keeps the game level: bounds and penalties on D, and the tricks of the trade. All combine. */
export const stabilitySettings = {
  spectralNorm: option({
    title: 'Spectral norm',
    help: 'Divides every kernel of D by its largest singular value, so that D’s slope stays bounded. Cheap.',
    role: 'discriminator',
  }),
  clipping: option({
    title: 'Weight clipping',
    help: 'Cuts D’s weights off at a limit after each update: the first Wasserstein GAN’s crude bound.',
    role: 'discriminator',
    live: true,
  }),
  clipLimit: z
    .number()
    .min(0.001)
    .max(1)
    .default(0.01)
    .meta(
      field({
        title: 'Clip at',
        help: 'Largest size of a weight of D. Too small and gradients vanish, too large and they explode.',
        group: 'stability',
        role: 'discriminator',
        scale: 'log',
        live: true,
        when: { clipping: [true] },
      }),
    ),
  gradientPenalty: option({
    title: 'Gradient penalty',
    help: 'Pulls D’s slope between real and generated examples to 1 (WGAN-GP). Half again as slow.',
    role: 'discriminator',
    live: true,
  }),
  gradientPenaltyWeight: weight('gradientPenalty', 10, {
    title: 'Gradient penalty λ',
    help: '10 for images, less for points.',
    role: 'discriminator',
  }),
  r1: option({
    title: 'R₁ penalty',
    help: 'Flattens D at real examples, so that the game comes to rest there.',
    role: 'discriminator',
    live: true,
  }),
  r1Weight: weight('r1', 1, {
    title: 'R₁ weight γ',
    help: 'Larger is steadier and slower.',
    role: 'discriminator',
  }),
  r2: option({
    title: 'R₂ penalty',
    help: 'Flattens D at generated examples; R3GAN uses it beside R₁.',
    role: 'discriminator',
    live: true,
  }),
  r2Weight: weight('r2', 1, {
    title: 'R₂ weight γ',
    help: 'Usually equal to that of R₁.',
    role: 'discriminator',
  }),
  dragan: option({
    title: 'DRAGAN penalty',
    help: 'Pulls D’s slope to 1 around the real examples only.',
    role: 'discriminator',
    live: true,
  }),
  draganWeight: weight('dragan', 10, {
    title: 'DRAGAN λ',
    help: '10 in the paper.',
    role: 'discriminator',
  }),
  labelSmoothing: z
    .number()
    .min(0)
    .max(0.4)
    .default(0)
    .meta(
      field({
        title: 'Label smoothing',
        help: 'Real examples count as this much less than certain, so that D is never overconfident. 0 is off, 0.1 usual.',
        group: 'stability',
        role: 'discriminator',
        step: 0.05,
        live: true,
        when: { loss: ['minimax', 'nonSaturating', 'leastSquares'] },
      }),
    ),
  instanceNoise: option({
    title: 'Instance noise',
    help: 'Blurs what D sees with noise that fades away: real and generated data overlap from the start.',
    role: 'discriminator',
    live: true,
  }),
  instanceNoiseDeviation: z
    .number()
    .min(0)
    .max(2)
    .default(0.2)
    .meta(
      field({
        title: 'Noise at the start',
        help: 'Its standard deviation, in the data’s own units (pixels: 0 to 1).',
        group: 'stability',
        role: 'discriminator',
        step: 0.05,
        live: true,
        when: { instanceNoise: [true] },
      }),
    ),
  instanceNoiseSteps: z
    .int()
    .min(100)
    .max(100_000)
    .default(5000)
    .meta(
      field({
        title: 'Noise gone after',
        help: 'It falls evenly to nothing.',
        group: 'stability',
        role: 'discriminator',
        unit: 'steps',
        scale: 'log',
        live: true,
        when: { instanceNoise: [true] },
      }),
    ),
  augment: option({
    title: 'DiffAugment',
    help: 'Shows D changed images, real and generated alike, so that it cannot learn a small data set by heart.',
    role: 'discriminator',
    live: true,
    dataKind: 'image',
  }),
  augmentColour: z
    .boolean()
    .default(true)
    .meta(
      field({
        title: 'Change colour',
        help: 'Brightness, saturation and contrast.',
        group: 'stability',
        live: true,
        dataKind: 'image',
        when: { augment: [true] },
      }),
    ),
  augmentTranslation: z
    .boolean()
    .default(true)
    .meta(
      field({
        title: 'Shift',
        help: 'By up to an eighth of the side.',
        group: 'stability',
        live: true,
        dataKind: 'image',
        when: { augment: [true] },
      }),
    ),
  augmentCutout: z
    .boolean()
    .default(true)
    .meta(
      field({
        title: 'Cut out',
        help: 'Blanks a square of half the side.',
        group: 'stability',
        live: true,
        dataKind: 'image',
        when: { augment: [true] },
      }),
    ),
  average: option({
    title: 'Average the generator',
    help: 'Samples come from a moving average of the generator’s weights: smoother and usually better.',
    role: 'generator',
  }),
  averageDecay: z
    .number()
    .min(0.9)
    .max(0.9999)
    .default(0.999)
    .meta(
      field({
        title: 'Decay',
        help: 'Share of the average that stays at each step: 0.999 looks back about a thousand steps.',
        group: 'stability',
        role: 'generator',
        step: 0.0001,
        live: true,
        when: { average: [true] },
      }),
    ),
}
