import * as z from 'zod'
import { activationField, field } from '../training-settings'

const norms = ['none', 'batch', 'layer', 'instance'] as const
const normNames = { none: 'none', batch: 'batch', layer: 'layer', instance: 'instance' }

/** What G and D are made of. */
export const networkSettings = {
  architecture: z
    .enum(['mlp', 'dcgan', 'residual'])
    .default('mlp')
    .meta(
      field({
        title: 'Architecture',
        help: 'MLP: layers in which everything is connected. DCGAN: strided convolutions. Residual: convolutions with shortcuts, slower and steadier.',
        group: 'network',
        options: { mlp: 'MLP', dcgan: 'DCGAN', residual: 'residual' },
        optionKinds: { dcgan: 'image', residual: 'image' },
      }),
    ),
  latentDim: z
    .int()
    .min(1)
    .max(512)
    .default(64)
    .meta(
      field({
        title: 'Latent dimension',
        help: 'Numbers of noise that the generator turns into one sample.',
        group: 'network',
        role: 'latent',
        scale: 'log',
      }),
    ),
  prior: z
    .enum(['normal', 'uniform'])
    .default('normal')
    .meta(
      field({
        title: 'Latent prior',
        help: 'What the noise is drawn from: a standard normal, or evenly from −1 to 1.',
        group: 'network',
        role: 'latent',
        options: { normal: 'normal', uniform: 'uniform' },
      }),
    ),
  truncation: z
    .number()
    .min(0.2)
    .max(3)
    .default(3)
    .meta(
      field({
        title: 'Truncation',
        help: 'Samples are drawn from noise within this many deviations: less variety, cleaner samples. 3 is the whole prior; training is not affected.',
        group: 'network',
        role: 'latent',
        unit: 'σ',
        step: 0.1,
        live: true,
        when: { prior: ['normal'] },
      }),
    ),
  generatorWidth: z
    .int()
    .min(4)
    .max(512)
    .default(128)
    .meta(
      field({
        title: 'Generator width',
        help: 'Units in each hidden layer of an MLP, or channels next to the image (doubled further in).',
        group: 'network',
        role: 'generator',
        unit: 'units',
        scale: 'log',
      }),
    ),
  generatorNorm: z
    .enum(norms)
    .default('none')
    .meta(
      field({
        title: 'Generator norm',
        help: 'Batch norm learns faster, but samples of a batch lean on each other; layer and instance norm look at one sample.',
        group: 'network',
        role: 'generator',
        options: normNames,
        optionKinds: { instance: 'image' },
      }),
    ),
  discriminatorWidth: z
    .int()
    .min(4)
    .max(512)
    .default(128)
    .meta(
      field({
        title: 'Discriminator width',
        help: 'The same for the discriminator. A judge much stronger than the forger teaches badly.',
        group: 'network',
        role: 'discriminator',
        unit: 'units',
        scale: 'log',
      }),
    ),
  discriminatorNorm: z
    .enum(norms)
    .default('none')
    .meta(
      field({
        title: 'Discriminator norm',
        help: 'Gradient penalties need one that looks at a single example: layer or instance, not batch.',
        group: 'network',
        role: 'discriminator',
        options: normNames,
        optionKinds: { instance: 'image' },
      }),
    ),
  depth: z
    .int()
    .min(1)
    .max(5)
    .default(2)
    .meta(
      field({
        title: 'Hidden layers',
        help: 'In each of the two networks.',
        group: 'network',
        when: { architecture: ['mlp'] },
      }),
    ),
  fourierOctaves: z
    .int()
    .min(0)
    .max(6)
    .default(0)
    .meta(
      field({
        title: 'Fourier features',
        help: 'Gives D each coordinate also as waves, every octave twice as fine: it sees small clusters at once. 0 is off.',
        group: 'network',
        role: 'discriminator',
        unit: 'octaves',
        dataKind: 'points',
      }),
    ),
  activation: activationField('relu'),
  minibatchDeviation: z
    .boolean()
    .default(false)
    .meta(
      field({
        title: 'Minibatch deviation',
        help: 'Tells D how much the samples of a batch differ, so that a generator that repeats itself is found out.',
        group: 'network',
        role: 'discriminator',
      }),
    ),
  packing: z
    .int()
    .min(1)
    .max(4)
    .default(1)
    .meta(
      field({
        title: 'Packing',
        help: 'Samples that D judges together (PacGAN). From 2 on, missing modes show in one look.',
        group: 'network',
        role: 'discriminator',
        unit: 'samples',
      }),
    ),
}
