import * as z from 'zod'
import { autoencoderShape, reconstructionLoss } from '../autoencoder-settings'
import { field, learningRate, trainingShape } from '../training-settings'

const { latentDim: _, ...shape } = autoencoderShape

export const schema = z.object({
  loss: reconstructionLoss,
  codebookSize: z
    .int()
    .min(2)
    .max(512)
    .default(64)
    .meta(
      field({
        title: 'Codebook size',
        help: 'Words in the vocabulary that every example is spelled with.',
        group: 'objective',
        role: 'latent',
        unit: 'codes',
        scale: 'log',
      }),
    ),
  commitment: z
    .number()
    .min(0.01)
    .max(10)
    .default(0.25)
    .meta(
      field({
        title: 'Commitment β',
        help: 'Price of an encoder output that stays away from its code. 0.25 is usual.',
        group: 'objective',
        role: 'encoder',
        scale: 'log',
        live: true,
      }),
    ),
  decay: z
    .number()
    .min(0)
    .max(0.999)
    .default(0.95)
    .meta(
      field({
        title: 'Codebook memory',
        help: 'Decay of the moving averages by which codes follow the outputs assigned to them. 0.99 for large batches and long runs.',
        group: 'objective',
        role: 'latent',
        step: 0.001,
        live: true,
      }),
    ),
  restartBelow: z
    .number()
    .min(0)
    .max(0.5)
    .default(0.03)
    .meta(
      field({
        title: 'Restart codes used less than',
        help: 'A code whose share of use falls under this part of an even share starts again at a random encoder output. 0: dead codes stay dead.',
        group: 'objective',
        role: 'latent',
        step: 0.01,
      }),
    ),
  positions: z
    .int()
    .min(1)
    .max(64)
    .default(16)
    .meta(
      field({
        title: 'Codes each example',
        help: 'Length of the word that spells an example. Convolutional: one code for each 4 × 4 patch.',
        group: 'network',
        role: 'latent',
        scale: 'log',
        when: { architecture: ['mlp'] },
      }),
    ),
  codeDim: z
    .int()
    .min(1)
    .max(64)
    .default(16)
    .meta(
      field({
        title: 'Code dimension',
        help: 'Numbers in each vector of the codebook.',
        group: 'network',
        role: 'latent',
        scale: 'log',
      }),
    ),
  ...shape,
  priorWidth: z
    .int()
    .min(4)
    .max(256)
    .default(64)
    .meta(
      field({
        title: 'Prior width',
        help: 'Channels of the small PixelCNN that learns which codes follow which, to sample new words.',
        group: 'network',
        role: 'generator',
        unit: 'channels',
        scale: 'log',
      }),
    ),
  ...trainingShape,
  rate: learningRate(1e-3, { title: 'Learning rate' }),
  priorRate: learningRate(1e-3, { title: 'Prior rate', role: 'generator' }),
  priorStart: z
    .int()
    .min(0)
    .max(100000)
    .default(0)
    .meta(
      field({
        title: 'Prior begins at step',
        help: '0: it learns alongside, while codes still move. Later: the autoencoder trains faster first.',
        group: 'training',
        role: 'generator',
        unit: 'steps',
        step: 100,
      }),
    ),
})

export type VqVaeConfig = z.infer<typeof schema>
