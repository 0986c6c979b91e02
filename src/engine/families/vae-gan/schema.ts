import * as z from 'zod'
import { autoencoderShape } from '../autoencoder-settings'
import { field, learningRate, trainingShape } from '../training-settings'

export const schema = z.object({
  klWeight: z
    .number()
    .min(0)
    .max(20)
    .default(1)
    .meta(
      field({
        title: 'KL weight β',
        help: 'How strongly the codes are pulled to the prior. Raise it if samples look worse than reconstructions.',
        group: 'objective',
        role: 'latent',
        step: 0.05,
        live: true,
      }),
    ),
  reconstructionWeight: z
    .number()
    .min(0.001)
    .max(100)
    .default(0.1)
    .meta(
      field({
        title: 'Reconstruction weight γ',
        help: 'What the decoder cares for: large, to draw the example again; small, to pass for real.',
        group: 'objective',
        role: 'decoder',
        scale: 'log',
        live: true,
      }),
    ),
  ...autoencoderShape,
  discriminatorWidth: z
    .int()
    .min(4)
    .max(1024)
    .default(128)
    .meta(
      field({
        title: 'Discriminator width',
        help: 'Units in its hidden layers, or channels next to the image. Its last hidden layer is what reconstructions are compared in.',
        group: 'network',
        role: 'discriminator',
        unit: 'units',
        scale: 'log',
      }),
    ),
  ...trainingShape,
  rate: learningRate(3e-4, { title: 'Autoencoder rate' }),
  discriminatorRate: learningRate(3e-4, { title: 'Discriminator rate', role: 'discriminator' }),
})

export type VaeGanConfig = z.infer<typeof schema>
