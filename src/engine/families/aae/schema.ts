import * as z from 'zod'
import { autoencoderShape, reconstructionLoss } from '../autoencoder-settings'
import { field, learningRate, trainingShape } from '../training-settings'

export const schema = z.object({
  loss: reconstructionLoss,
  prior: z
    .enum(['normal', 'uniform', 'mixture'])
    .default('normal')
    .meta(
      field({
        title: 'Prior',
        help: 'The shape that all codes together must take: any from which one can draw will do.',
        group: 'objective',
        role: 'latent',
        options: { normal: 'standard normal', uniform: 'uniform on a cube', mixture: 'ring of Gaussians' },
      }),
    ),
  priorComponents: z
    .int()
    .min(2)
    .max(20)
    .default(10)
    .meta(
      field({
        title: 'Gaussians in the ring',
        help: 'They stand in the plane of the first two dimensions of the code.',
        group: 'objective',
        role: 'latent',
        when: { prior: ['mixture'] },
      }),
    ),
  adversarialWeight: z
    .number()
    .min(0.01)
    .max(100)
    .default(1)
    .meta(
      field({
        title: 'Adversarial weight',
        help: 'How much the encoder cares to fool the judge of codes. Raise it if samples look worse than reconstructions.',
        group: 'objective',
        role: 'discriminator',
        scale: 'log',
        live: true,
      }),
    ),
  ...autoencoderShape,
  discriminatorWidth: z
    .int()
    .min(4)
    .max(1024)
    .default(256)
    .meta(
      field({
        title: 'Discriminator width',
        help: 'Units in each of the two hidden layers of the judge of codes.',
        group: 'network',
        role: 'discriminator',
        unit: 'units',
        scale: 'log',
      }),
    ),
  ...trainingShape,
  rate: learningRate(1e-3, { title: 'Autoencoder rate' }),
  discriminatorRate: learningRate(5e-4, { title: 'Discriminator rate', role: 'discriminator' }),
})

export type AaeConfig = z.infer<typeof schema>
