import { softmax, tidy } from '@tensorflow/tfjs-core'
import { conflictsIn } from '../../../protocol/conflicts'
import type { Family } from '../../core/family'
import { adversarialLosses } from '../../losses/adversarial'
import { spectralState } from '../../networks/spectral'
import { ganConflicts } from './conflicts'
import { judge, outputsOf } from './discriminator'
import { classLogits } from './heads'
import {
  conditionClasses,
  conditionRows,
  continuousCodes,
  generatorInput,
  joinLatent,
  truncated,
} from './latent'
import { ganNetworks } from './networks'
import { penaltyName } from './regularisers'
import { type GanConfig, ganOptimizer, ganSchema } from './schema'
import { ganSeries } from './series'
import { ganStep } from './step'

/**
 * Generative adversarial network. A generator G turns noise z ~ N(0, I) into examples, a discriminator D scores how
 * real an example looks; D learns to tell, G to be mistaken for real:
 *
 *   min_G max_D  E_x[log σ(D(x))] + E_z[log(1 − σ(D(G(z))))]
 *
 * and its variants in losses/adversarial.ts, with the penalties of losses/penalties.ts added for D (regularisers.ts), with
 * classes or codes for G to show and D to name (latent.ts, heads.ts). step.ts is one iteration. (Goodfellow et al. 2014;
 * networks after Radford et al. 2015 and Gulrajani et al. 2017.)
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
  schema: ganSchema,
  conflicts: ganConflicts,
  series: ganSeries,
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
  networks: ganNetworks,
  flow: (config, data) => [
    { kind: 'tensor', label: 'z', role: 'latent', shape: [generatorInput(config, data)] },
    { kind: 'network', network: 'generator' },
    { kind: 'tensor', label: 'fake', role: 'generator', shape: data.shape },
    { kind: 'network', network: 'discriminator' },
    { kind: 'tensor', label: 'score', role: 'discriminator', shape: [1] },
  ],
  optimizers: (config) => ({
    discriminator: { networks: ['discriminator'], settings: ganOptimizer(config, config.discriminatorRate) },
    generator: { networks: ['generator'], settings: ganOptimizer(config, config.generatorRate) },
  }),
  state(config, _data, rng, networks) {
    const discriminator = networks.find(({ id }) => id === 'discriminator')!
    return config.spectralNorm ? spectralState(discriminator, rng) : {}
  },
  // A batch norm in D, put there by hand, is what the setting would put there.
  refusesLayers(networks, config, data) {
    const { layers } = networks.find(({ id }) => id === 'discriminator')!
    const normed = layers.some(({ kind }) => kind === 'batchNorm')
    return normed
      ? conflictsIn(ganConflicts, { ...config, discriminatorNorm: 'batch' }, data)[0]?.reason
      : undefined
  },
  batchSize: (config) => config.batch,
  secondOrder: penaltyName,
  batchesPerStep: (config) => config.discriminatorSteps,
  latentDim: (config) => config.latentDim + continuousCodes(config),

  step: ganStep,

  sample: (model, z, { labels, raw } = {}) =>
    tidy(() => {
      const { config, data, networks } = model
      const generator = (raw ? undefined : networks.generatorAverage) ?? networks.generator!
      const noise = config.prior === 'normal' ? truncated(z, config.truncation) : z
      return generator.apply(joinLatent(config, noise, conditionRows(config, data, z.shape[0]!, labels)))
    }),
  conditions: conditionClasses,
  knobs: (config) =>
    config.conditioning === 'codes'
      ? { first: config.latentDim, count: continuousCodes(config), categories: config.codeCategories }
      : undefined,
  score: (model, x, together) =>
    tidy(() => adversarialLosses[model.config.loss].probability(judge(model, x, together))),
  critic: (model, x) => tidy(() => judge(model, x)),
  classify: (model, x) =>
    tidy(() => {
      const logits = classLogits(model.config, outputsOf(model, x))
      return logits && softmax(logits)
    }),
}
