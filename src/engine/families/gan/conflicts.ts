import type { Conflict } from '../../../protocol/conflicts'
import type { SettingValue } from '../../../protocol/schema'

const conflict = (
  keys: string[],
  when: Record<string, readonly SettingValue[]>,
  reason: string,
): Conflict => ({
  keys,
  when,
  reason,
})

const needsOneExample = (key: string, name: string) =>
  conflict(
    ['discriminatorNorm', key],
    { [key]: [true], discriminatorNorm: ['batch'] },
    `The ${name} asks for D’s slope at one example, but with batch norm D’s answer depends on the whole batch.`,
  )

const packed = [2, 3, 4]

/** Settings of a GAN that make no sense together. */
export const ganConflicts: readonly Conflict[] = [
  needsOneExample('gradientPenalty', 'gradient penalty'),
  needsOneExample('r1', 'R₁ penalty'),
  needsOneExample('r2', 'R₂ penalty'),
  needsOneExample('dragan', 'DRAGAN penalty'),
  conflict(
    ['clipping', 'gradientPenalty'],
    { clipping: [true], gradientPenalty: [true] },
    'Weight clipping keeps D’s slope far below the 1 to which the gradient penalty pulls it: one bound at a time.',
  ),
  conflict(
    ['clipping', 'dragan'],
    { clipping: [true], dragan: [true] },
    'Weight clipping keeps D’s slope far below the 1 to which the DRAGAN penalty pulls it: one bound at a time.',
  ),
  conflict(
    ['clipping', 'spectralNorm'],
    { clipping: [true], spectralNorm: [true] },
    'Spectral norm divides every kernel by its size, so that clipping the kernel changes nothing.',
  ),
  conflict(
    ['discriminatorNorm', 'spectralNorm'],
    { discriminatorNorm: ['batch'], spectralNorm: [true] },
    'Batch norm scales D’s features up again, which undoes the bound of spectral norm.',
  ),
  conflict(
    ['discriminatorNorm', 'architecture'],
    { discriminatorNorm: ['instance'], architecture: ['mlp'] },
    'Instance norm averages over the pixels of a feature map, and an MLP has none.',
  ),
  conflict(
    ['generatorNorm', 'architecture'],
    { generatorNorm: ['instance'], architecture: ['mlp'] },
    'Instance norm averages over the pixels of a feature map, and an MLP has none.',
  ),
  conflict(
    ['packing', 'labelInput'],
    { packing: packed, conditioning: ['label'], labelInput: ['projection'] },
    'Projection weighs the features of one sample with its class; a pack of several samples has several classes.',
  ),
  conflict(
    ['packing', 'conditioning'],
    { packing: packed, conditioning: ['classifier', 'semiSupervised'] },
    'D names the class of one sample; a pack of several samples has several classes.',
  ),
  conflict(
    ['packing', 'conditioning'],
    { packing: packed, conditioning: ['codes'] },
    'D reads the codes of one sample; a pack of several samples has several.',
  ),
  {
    ...conflict(
      ['conditioning'],
      { conditioning: ['label', 'classifier', 'semiSupervised'] },
      'This data has no classes to tell G or to ask D about.',
    ),
    withoutClasses: true,
  },
]
