import * as z from 'zod'
import { autoencoderShape, reconstructionLoss } from '../autoencoder-settings'
import { field, learningRate, trainingShape } from '../training-settings'

export const schema = z.object({
  kind: z
    .enum(['plain', 'denoising', 'sparse', 'contractive'])
    .default('plain')
    .meta(
      field({
        title: 'Kind',
        help: 'What keeps the code from copying. Plain: the bottleneck alone. Denoising: it must repair damaged examples. Sparse: few units are active at a time. Contractive: the code may change little with the example.',
        group: 'objective',
        role: 'encoder',
        options: { plain: 'plain', denoising: 'denoising', sparse: 'sparse', contractive: 'contractive' },
      }),
    ),
  loss: reconstructionLoss,
  corruption: z
    .enum(['mask', 'gaussian'])
    .default('mask')
    .meta(
      field({
        title: 'Damage',
        help: 'Mask: some values are set to 0. Gaussian: noise is added.',
        group: 'objective',
        role: 'real',
        options: { mask: 'mask', gaussian: 'Gaussian noise' },
        when: { kind: ['denoising'] },
      }),
    ),
  corruptionLevel: z
    .number()
    .min(0)
    .max(1)
    .default(0.3)
    .meta(
      field({
        title: 'Damage level',
        help: 'Share of values that are masked, or the noise’s standard deviation.',
        group: 'objective',
        role: 'real',
        step: 0.01,
        live: true,
        when: { kind: ['denoising'] },
      }),
    ),
  sparsityTarget: z
    .number()
    .min(0.01)
    .max(0.5)
    .default(0.1)
    .meta(
      field({
        title: 'Target activity ρ',
        help: 'How active each unit of the code should be on average.',
        group: 'objective',
        role: 'latent',
        step: 0.01,
        live: true,
        when: { kind: ['sparse'] },
      }),
    ),
  sparsityWeight: z
    .number()
    .min(0.01)
    .max(100)
    .default(1)
    .meta(
      field({
        title: 'Sparsity weight',
        help: 'The price of activity that misses the target, beside nats of reconstruction.',
        group: 'objective',
        role: 'latent',
        scale: 'log',
        live: true,
        when: { kind: ['sparse'] },
      }),
    ),
  contractiveWeight: z
    .number()
    .min(0.001)
    .max(100)
    .default(1)
    .meta(
      field({
        title: 'Contraction weight λ',
        help: 'The price of a code that reacts to the example. Too high and every example gets the same code.',
        group: 'objective',
        role: 'latent',
        scale: 'log',
        live: true,
        when: { kind: ['contractive'] },
      }),
    ),
  ...autoencoderShape,
  ...trainingShape,
  rate: learningRate(1e-3, { title: 'Learning rate' }),
})

export type AutoencoderConfig = z.infer<typeof schema>
