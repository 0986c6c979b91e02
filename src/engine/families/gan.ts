import { mean, reshape, type Tensor, tidy } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import type { Family } from '../core/family'
import { type AdversarialLossId, adversarialLosses } from '../losses/adversarial'
import type { LayerSpec } from '../networks/layer'
import { activate, downsampling, hidden, linearTo, toVector, upsampling } from '../networks/stacks'
import { minimise } from '../training/minimise'
import { activationField, field, learningRate, optimizerSettings, trainingShape } from './training-settings'

const schema = z.object({
  loss: z
    .enum(['minimax', 'nonSaturating', 'leastSquares'] satisfies AdversarialLossId[])
    .default('nonSaturating')
    .meta(
      field({
        title: 'Loss',
        help: 'The rules of the game. Non-saturating still teaches the generator while it loses; minimax is the original.',
        group: 'objective',
        options: Object.fromEntries(Object.entries(adversarialLosses).map(([id, loss]) => [id, loss.label])),
      }),
    ),
  architecture: z
    .enum(['mlp', 'dcgan'])
    .default('mlp')
    .meta(
      field({
        title: 'Architecture',
        help: 'MLP: layers in which everything is connected. DCGAN: convolutions, for images.',
        group: 'network',
        options: { mlp: 'MLP', dcgan: 'DCGAN' },
        optionKinds: { dcgan: 'image' },
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
  generatorWidth: z
    .int()
    .min(4)
    .max(512)
    .default(128)
    .meta(
      field({
        title: 'Generator width',
        help: 'Units in each hidden layer of an MLP, or channels next to the image of a DCGAN (doubled further in).',
        group: 'network',
        role: 'generator',
        unit: 'units',
        scale: 'log',
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
  activation: activationField('relu'),
  batchNorm: z
    .boolean()
    .default(false)
    .meta(
      field({
        title: 'Batch norm in the generator',
        help: 'Normalises each channel over the batch: faster learning, but samples of a batch lean on each other.',
        group: 'network',
        when: { architecture: ['dcgan'] },
      }),
    ),
  ...trainingShape,
  generatorRate: learningRate(2e-4, { title: 'Generator rate', role: 'generator' }),
  discriminatorRate: learningRate(2e-4, { title: 'Discriminator rate', role: 'discriminator' }),
  discriminatorSteps: z
    .int()
    .min(1)
    .max(10)
    .default(1)
    .meta(
      field({
        title: 'D steps each iteration',
        help: 'Updates of the discriminator before the generator moves. More keep the judge ahead.',
        group: 'training',
        role: 'discriminator',
        live: true,
      }),
    ),
  generatorSteps: z
    .int()
    .min(1)
    .max(10)
    .default(1)
    .meta(
      field({
        title: 'G steps each iteration',
        help: 'Updates of the generator after that.',
        group: 'training',
        role: 'generator',
        live: true,
      }),
    ),
})
type GanConfig = z.infer<typeof schema>

/** s = D(x): logits `[n]`. */
const logits = (
  discriminator: { apply(x: Tensor, mode?: { training?: boolean }): Tensor },
  x: Tensor,
  training = true,
) => reshape(discriminator.apply(x, { training }), [x.shape[0]!])

/**
 * Generative adversarial network. A generator G turns noise z ~ N(0, I) into examples, a discriminator D scores how
 * real an example looks; D learns to tell, G to be mistaken for real:
 *
 *   min_G max_D  E_x[log σ(D(x))] + E_z[log(1 − σ(D(G(z))))]
 *
 * and its variants in losses/adversarial.ts. One iteration: `discriminatorSteps` updates of D, each on a fresh batch,
 * then `generatorSteps` of G. (Goodfellow et al. 2014, algorithm 1; networks after Radford et al. 2015.)
 */
export const gan: Family<GanConfig> = {
  id: 'gan',
  label: 'GAN',
  name: 'Generative adversarial network',
  summary:
    'Two networks play a game. The generator makes samples from noise; the discriminator learns to tell them from real data; ' +
    'the generator learns from its judgement. Nobody ever tells the generator what a sample should look like.',
  paper: {
    authors: 'Goodfellow et al.',
    year: 2014,
    title: 'Generative Adversarial Nets',
    url: 'https://arxiv.org/abs/1406.2661',
  },
  schema,
  series: [
    {
      id: 'generatorLoss',
      label: 'generator',
      role: 'generator',
      chart: 'loss',
      better: 'neither',
      meaning:
        'How badly the generator fools the judge. It need not fall: while both improve it stays level. With the non-saturating loss 0.69 means that D is undecided; far above 3 for long, D has won.',
    },
    {
      id: 'discriminatorLoss',
      label: 'discriminator',
      role: 'discriminator',
      chart: 'loss',
      better: 'neither',
      meaning:
        'How badly D tells real from fake. For the cross-entropy losses 1.39 is guessing and 0 is certainty; for least squares 0.25 is guessing. A steady middle value is healthy, 0 is not.',
    },
    {
      id: 'realScore',
      label: 'real',
      role: 'real',
      chart: 'score',
      better: 'neither',
      meaning: 'The probability of being real that D gives to real examples. 0.5 to 0.8 is a close game.',
    },
    {
      id: 'fakeScore',
      label: 'fake',
      role: 'generator',
      chart: 'score',
      better: 'neither',
      meaning:
        'The same for generated ones. The nearer the two curves, the better the forgery (or the weaker the judge).',
    },
  ],
  defaultsFor: (data) =>
    data.kind === 'points'
      ? { latentDim: 2, batch: 256, beta1: 0.5, generatorRate: 1e-3, discriminatorRate: 1e-3 }
      : {
          architecture: 'dcgan',
          activation: 'leakyRelu',
          generatorWidth: 32,
          discriminatorWidth: 32,
          beta1: 0.5,
        },
  networks(config, data) {
    const convolutional = config.architecture === 'dcgan'
    const scheme = convolutional ? 'dcgan' : 'glorot'
    const { activation, depth, batchNorm } = config
    const body: LayerSpec[] = convolutional
      ? upsampling(data.shape, { width: config.generatorWidth, activation, batchNorm })
      : [...hidden(config.generatorWidth, depth, activation), ...linearTo(data.shape)]
    const judge: LayerSpec[] = convolutional
      ? downsampling(data.shape, { width: config.discriminatorWidth, activation })
      : [...toVector(data.shape), ...hidden(config.discriminatorWidth, depth, activation)]
    // Images are in unit range outside; inside, both networks work in [−1, 1].
    const image = data.kind === 'image'
    const fromSymmetric: LayerSpec[] = image
      ? [activate('tanh'), { kind: 'rescale', scale: 0.5, offset: 0.5 }]
      : []
    const toSymmetric: LayerSpec[] = image ? [{ kind: 'rescale', scale: 2, offset: -1 }] : []
    return [
      {
        id: 'generator',
        label: 'Generator',
        role: 'generator',
        input: [config.latentDim],
        layers: [...body, ...fromSymmetric],
        scheme,
      },
      {
        id: 'discriminator',
        label: 'Discriminator',
        role: 'discriminator',
        input: data.shape,
        layers: [...toSymmetric, ...judge, { kind: 'dense', units: 1 }],
        scheme,
      },
    ]
  },
  flow: (config, data) => [
    { kind: 'tensor', label: 'z', role: 'latent', shape: [config.latentDim] },
    { kind: 'network', network: 'generator' },
    { kind: 'tensor', label: 'fake', role: 'generator', shape: data.shape },
    { kind: 'network', network: 'discriminator' },
    { kind: 'tensor', label: 'score', role: 'discriminator', shape: [1] },
  ],
  optimizers: (config) => ({
    discriminator: {
      networks: ['discriminator'],
      settings: optimizerSettings(config, config.discriminatorRate),
    },
    generator: { networks: ['generator'], settings: optimizerSettings(config, config.generatorRate) },
  }),
  batchSize: (config) => config.batch,
  batchesPerStep: (config) => config.discriminatorSteps,
  latentDim: (config) => config.latentDim,

  step(model, context) {
    const { config, networks } = model
    const [generator, discriminator] = [networks.generator!, networks.discriminator!]
    const loss = adversarialLosses[config.loss]
    const optimizers = gan.optimizers(config)
    const noise = () => context.normal([config.batch, config.latentDim])

    // 1. D learns on real and generated examples; G stands still.
    const updateD = () => {
      const real = context.batch()
      const fake = generator.apply(noise(), { training: true })
      return minimise(model, 'discriminator', optimizers.discriminator!, () => {
        const realLogits = logits(discriminator, real)
        const fakeLogits = logits(discriminator, fake)
        return {
          loss: loss.discriminator(realLogits, fakeLogits),
          report: {
            realScore: mean(loss.probability(realLogits)),
            fakeScore: mean(loss.probability(fakeLogits)),
          },
        }
      })
    }
    let d = updateD()
    for (let i = 1; i < config.discriminatorSteps; i++) d = updateD()

    // 2. G learns through D; D stands still.
    const updateG = () =>
      minimise(model, 'generator', optimizers.generator!, () => ({
        loss: loss.generator(logits(discriminator, generator.apply(noise(), { training: true }))),
      }))
    let g = updateG()
    for (let i = 1; i < config.generatorSteps; i++) g = updateG()

    return { generatorLoss: g.loss, discriminatorLoss: d.loss, ...d.report }
  },

  sample: (model, z) => model.networks.generator!.apply(z),
  score: (model, x) =>
    tidy(() =>
      adversarialLosses[model.config.loss].probability(logits(model.networks.discriminator!, x, false)),
    ),
}
