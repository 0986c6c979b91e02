import * as z from 'zod'
import { activationField, field } from './training-settings'

const latentDim = z
  .int()
  .min(1)
  .max(256)
  .default(20)
  .meta(
    field({
      title: 'Latent dimension',
      help: 'Numbers in the code. 2 can be drawn as a map; 20 is usual for digits.',
      group: 'network',
      role: 'latent',
      scale: 'log',
    }),
  )

/** Architecture, widths, depth and activation of an encoder and a decoder. */
export const autoencoderShape = {
  architecture: z
    .enum(['mlp', 'convolutional'])
    .default('mlp')
    .meta(
      field({
        title: 'Architecture',
        help: 'MLP: layers in which everything is connected. Convolutional: for images.',
        group: 'network',
        options: { mlp: 'MLP', convolutional: 'convolutional' },
        optionKinds: { convolutional: 'image' },
      }),
    ),
  latentDim,
  encoderWidth: z
    .int()
    .min(4)
    .max(1024)
    .default(400)
    .meta(
      field({
        title: 'Encoder width',
        help: 'Units in each hidden layer of an MLP, or channels next to the image (doubled further in).',
        group: 'network',
        role: 'encoder',
        unit: 'units',
        scale: 'log',
      }),
    ),
  decoderWidth: z
    .int()
    .min(4)
    .max(1024)
    .default(400)
    .meta(
      field({
        title: 'Decoder width',
        help: 'The same for the decoder.',
        group: 'network',
        role: 'decoder',
        unit: 'units',
        scale: 'log',
      }),
    ),
  depth: z
    .int()
    .min(1)
    .max(5)
    .default(1)
    .meta(
      field({
        title: 'Hidden layers',
        help: 'In each of the two networks.',
        group: 'network',
        when: { architecture: ['mlp'] },
      }),
    ),
  activation: activationField('relu'),
}

/** What an autoencoder without a likelihood compares an image with its reconstruction by. */
export const reconstructionLoss = z
  .enum(['crossEntropy', 'squaredError'])
  .default('crossEntropy')
  .meta(
    field({
      title: 'Reconstruction loss',
      help: 'Cross-entropy takes a grey value as a chance and is kind to black-and-white images; squared error treats all values alike.',
      group: 'objective',
      role: 'decoder',
      options: { crossEntropy: 'cross-entropy', squaredError: 'squared error' },
      dataKind: 'image',
    }),
  )

/** Settings with which autoencoders of all kinds suit points and images. */
export const autoencoderDefaults = (kind: 'image' | 'points') =>
  kind === 'points'
    ? { latentDim: 2, encoderWidth: 128, decoderWidth: 128, depth: 2, batch: 256 }
    : { batch: 128 }
