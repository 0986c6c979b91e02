import { concat, mean, neg, reshape, type Tensor, tidy } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import type { Family, Model } from '../core/family'
import { number, rows, type Stage } from '../core/stage'
import { type AdversarialLossId, adversarialLosses } from '../losses/adversarial'
import { type LayerSpec, product } from '../networks/layer'
import { activate, downsampling, hidden, linearTo, toVector, upsampling } from '../networks/stacks'
import { minimise } from '../training/minimise'
import { biganStages } from './bigan-stages'
import { activationField, field, learningRate, optimizerSettings, trainingShape } from './training-settings'

const losses = ['minimax', 'nonSaturating', 'leastSquares'] as const satisfies AdversarialLossId[]

const width = (title: string, help: string, role: 'generator' | 'encoder' | 'discriminator', initial = 128) =>
  z
    .int()
    .min(4)
    .max(1024)
    .default(initial)
    .meta(field({ title, help, group: 'network', role, unit: 'units', scale: 'log' }))

const schema = z.object({
  loss: z
    .enum(losses)
    .default('nonSaturating')
    .meta(
      field({
        title: 'Loss',
        help: 'The rules of the game. Non-saturating still teaches generator and encoder while they lose.',
        group: 'objective',
        options: Object.fromEntries(losses.map((id) => [id, adversarialLosses[id].label])),
      }),
    ),
  architecture: z
    .enum(['mlp', 'dcgan'])
    .default('mlp')
    .meta(
      field({
        title: 'Architecture',
        help: 'Of generator and encoder: an MLP, or strided convolutions. The discriminator is an MLP.',
        group: 'network',
        options: { mlp: 'MLP', dcgan: 'DCGAN' },
        optionKinds: { dcgan: 'image' },
      }),
    ),
  latentDim: z
    .int()
    .min(1)
    .max(256)
    .default(50)
    .meta(
      field({
        title: 'Latent dimension',
        help: 'Numbers in the code, which the generator reads and the encoder writes.',
        group: 'network',
        role: 'latent',
        scale: 'log',
      }),
    ),
  generatorWidth: width(
    'Generator width',
    'Units in each hidden layer, or channels next to the image.',
    'generator',
  ),
  encoderWidth: width('Encoder width', 'The same for the encoder.', 'encoder'),
  discriminatorWidth: width('Discriminator width', 'Units in each of its hidden layers.', 'discriminator'),
  depth: z
    .int()
    .min(1)
    .max(5)
    .default(2)
    .meta(field({ title: 'Hidden layers', help: 'In each of the MLPs.', group: 'network' })),
  norm: z
    .enum(['none', 'batch'])
    .default('none')
    .meta(
      field({
        title: 'Norm in G and E',
        help: 'Batch norm keeps the generator from giving one and the same image for every code.',
        group: 'network',
        role: 'generator',
        options: { none: 'none', batch: 'batch' },
      }),
    ),
  activation: activationField('leakyRelu'),
  ...trainingShape,
  generatorRate: learningRate(2e-4, { title: 'Generator and encoder rate', role: 'generator' }),
  discriminatorRate: learningRate(2e-4, { title: 'Discriminator rate', role: 'discriminator' }),
})
type BiganConfig = z.infer<typeof schema>

/** s(x, z) of pairs, `[n]`. */
function judge(model: Model<BiganConfig>, x: Tensor, code: Tensor, training = true): Tensor {
  const n = x.shape[0]!
  const pair = concat([reshape(x, [n, product(x.shape.slice(1))]), code], 1)
  return reshape(model.networks.discriminator!.apply(pair, { training }), [n])
}

/**
 * Bidirectional GAN. Beside the generator G: z → x learns an encoder E: x → z; the discriminator sees pairs and must
 * tell which way they were made:
 *
 *   min_{G,E} max_D  E_x[log σ(D(x, E(x)))] + E_z[log(1 − σ(D(G(z), z)))]
 *
 * At the optimum E inverts G, though no reconstruction is ever compared (theorem 2). G and E descend the same loss with
 * the two kinds of pairs exchanged. (Donahue et al. 2017, eq. 2 and § 3.4; Dumoulin et al. 2017.)
 */
export const bigan: Family<BiganConfig> = {
  id: 'bigan',
  label: 'BiGAN',
  name: 'Bidirectional generative adversarial network',
  summary:
    'A GAN that also learns the way back: an encoder turns real examples into codes, and the discriminator judges pairs of ' +
    'example and code. To fool it, generator and encoder must become each other’s inverse.',
  paper: {
    authors: 'Donahue, Krähenbühl & Darrell',
    year: 2017,
    title: 'Adversarial Feature Learning',
    url: 'https://arxiv.org/abs/1605.09782',
  },
  schema,
  series: [
    {
      id: 'generatorLoss',
      label: 'generator and encoder',
      role: 'generator',
      chart: 'loss',
      better: 'neither',
      meaning:
        'How badly the two fool the judge, over both kinds of pairs: 1.39 when D is undecided; above 6 for long, D has won.',
    },
    {
      id: 'discriminatorLoss',
      label: 'discriminator',
      role: 'discriminator',
      chart: 'loss',
      better: 'neither',
      meaning:
        'How badly D tells the two kinds of pairs apart: 1.39 is guessing, 0 certainty; a steady middle is healthy.',
    },
    {
      id: 'realScore',
      label: 'real, encoded',
      role: 'real',
      chart: 'score',
      better: 'neither',
      meaning:
        'The probability that D gives to pairs of a real example and its code of being just that. 0.5 to 0.8 is a close game.',
    },
    {
      id: 'fakeScore',
      label: 'generated',
      role: 'generator',
      chart: 'score',
      better: 'neither',
      meaning: 'The same for pairs of noise and what the generator made of it. Near the other curve is good.',
    },
  ],
  defaultsFor: (data) =>
    data.kind === 'points'
      ? { latentDim: 2, batch: 256, beta1: 0.5, generatorRate: 1e-3, discriminatorRate: 1e-3 }
      : { generatorWidth: 512, encoderWidth: 512, discriminatorWidth: 512, batch: 128, beta1: 0.5 },
  networks(config, data) {
    const { activation, depth, latentDim, norm } = config
    const image = data.kind === 'image'
    const convolutional = config.architecture === 'dcgan'
    const scheme = convolutional ? 'dcgan' : 'glorot'
    const draw: LayerSpec[] = convolutional
      ? upsampling(data.shape, { width: config.generatorWidth, activation, norm })
      : [...hidden(config.generatorWidth, depth, activation, norm), ...linearTo(data.shape)]
    const analyse: LayerSpec[] = convolutional
      ? downsampling(data.shape, { width: config.encoderWidth, activation, norm })
      : [...toVector(data.shape), ...hidden(config.encoderWidth, depth, activation, norm)]
    return [
      {
        id: 'generator',
        label: 'Generator',
        role: 'generator',
        input: [latentDim],
        layers: [...draw, ...(image ? [activate('sigmoid')] : [])],
        scheme,
      },
      {
        id: 'encoder',
        label: 'Encoder',
        role: 'encoder',
        input: data.shape,
        layers: [...analyse, { kind: 'dense', units: latentDim }],
        scheme,
      },
      {
        id: 'discriminator',
        label: 'Discriminator',
        role: 'discriminator',
        input: [product(data.shape) + latentDim],
        layers: [...hidden(config.discriminatorWidth, depth, activation), { kind: 'dense', units: 1 }],
        scheme: 'glorot',
      },
    ]
  },
  flow: (config, data) => [
    { kind: 'tensor', label: 'x', role: 'real', shape: data.shape },
    { kind: 'network', network: 'encoder' },
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
    generator: {
      networks: ['generator', 'encoder'],
      settings: optimizerSettings(config, config.generatorRate),
    },
  }),
  batchSize: (config) => config.batch,
  latentDim: (config) => config.latentDim,

  step(model, context) {
    const { config, networks } = model
    const [generator, encoder] = [networks.generator!, networks.encoder!]
    const loss = adversarialLosses[config.loss]
    const optimizers = bigan.optimizers(config)
    const x = context.batch()
    const code = context.normal([config.batch, config.latentDim])
    context.stage?.(biganStages.noise, () => ({
      rows: [rows('real', 'real', x), rows('z', 'latent', code)],
    }))

    // 1. D learns to tell (x, E(x)) from (G(z), z).
    const encoded = encoder.apply(x, { training: true })
    context.stage?.(biganStages.encode, () => ({ rows: [rows('codes', 'encoder', encoded)] }))
    const generated = generator.apply(code, { training: true })
    context.stage?.(biganStages.generate, () => ({ rows: [rows('generated', 'generator', generated)] }))
    const tellScores = (stage: Stage, realLogits: Tensor, fakeLogits: Tensor) =>
      context.stage?.(stage, () => {
        const [onReal, onFake] = [loss.probability(realLogits), loss.probability(fakeLogits)]
        return {
          numbers: [
            number('D of real pairs', 'real', onReal),
            number('D of made pairs', 'generator', onFake),
          ],
          rows: [rows('real pairs', 'real', onReal), rows('made pairs', 'generator', onFake)],
        }
      })
    const d = minimise(model, 'discriminator', optimizers.discriminator!, () => {
      const realLogits = judge(model, x, encoded)
      const fakeLogits = judge(model, generated, code)
      tellScores(biganStages.score, realLogits, fakeLogits)
      return {
        loss: loss.discriminator(realLogits, fakeLogits),
        report: {
          realScore: mean(loss.probability(realLogits)),
          fakeScore: mean(loss.probability(fakeLogits)),
        },
      }
    })

    context.stage?.(biganStages.updateDiscriminator, () => ({
      numbers: [number('loss of D', 'discriminator', d.loss)],
    }))

    // 2. G and E learn to have each kind of pair taken for the other.
    const before = context.stage && generator.apply(code)
    const g = minimise(model, 'generator', optimizers.generator!, () => {
      const realLogits = judge(model, x, encoder.apply(x, { training: true }))
      const fakeLogits = judge(model, generator.apply(code, { training: true }), code)
      tellScores(biganStages.scoreAgain, realLogits, fakeLogits)
      return {
        loss:
          config.loss === 'minimax'
            ? neg(loss.discriminator(realLogits, fakeLogits))
            : loss.discriminator(fakeLogits, realLogits),
      }
    })
    context.stage?.(biganStages.updateGenerator, () => ({
      numbers: [number('loss of G and E', 'generator', g.loss)],
      rows: [rows('generated', 'generator', generator.apply(code), before)],
    }))
    return { generatorLoss: g.loss, discriminatorLoss: d.loss, ...d.report }
  },

  sample: (model, code) => model.networks.generator!.apply(code),
  decode: (model, code) => model.networks.generator!.apply(code),
  encode: (model, x) => model.networks.encoder!.apply(x),
  reconstruct: (model, x) => tidy(() => model.networks.generator!.apply(model.networks.encoder!.apply(x))),
  score: (model, x) => tidy(() => adversarialLosses[model.config.loss].probability(bigan.critic!(model, x))),
  critic: (model, x) => tidy(() => judge(model, x, model.networks.encoder!.apply(x), false)),
}
