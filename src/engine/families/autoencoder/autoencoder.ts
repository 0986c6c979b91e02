import { add, mean, mul, type Scalar, type Tensor, tidy } from '@tensorflow/tfjs-core'
import type { Family, Model, StepContext } from '../../core/family'
import { curves, rows } from '../../core/stage'
import { corrupt, jacobianNorm, sparsityPenalty } from '../../losses/autoencoder'
import { activate } from '../../networks/stacks'
import { minimise } from '../../training/minimise'
import { autoencoderDefaults } from '../autoencoder-settings'
import { optimizerSettings } from '../training-settings'
import { autoencoderFlow, encoderAndDecoder, reconstructionError } from './parts'
import { type AutoencoderConfig, schema } from './schema'
import { autoencoderStages } from './stages'

/** What the encoder is shown: x, or a damaged copy that it must repair. */
function shown(config: AutoencoderConfig, x: Tensor, context: StepContext): Tensor {
  if (config.kind !== 'denoising') return x
  const noise = config.corruption === 'mask' ? context.uniform(x.shape) : context.normal(x.shape)
  return corrupt(x, config.corruption, config.corruptionLevel, noise)
}

/** The price of a code, beside that of its reconstruction; undefined for the kinds without one. */
function penalty(
  model: Model<AutoencoderConfig>,
  x: Tensor,
  z: Tensor,
  v: Tensor,
): { cost: Scalar; report: Record<string, Scalar> } | undefined {
  const { config, networks } = model
  if (config.kind === 'sparse') {
    const value = sparsityPenalty(z, config.sparsityTarget)
    return { cost: mul(value, config.sparsityWeight), report: { sparsity: value } }
  }
  if (config.kind === 'contractive') {
    const encode = (input: Tensor) => networks.encoder!.apply(input, { training: true })
    const value: Scalar = mean(jacobianNorm(encode, x, v))
    return { cost: mul(value, config.contractiveWeight), report: { contraction: value } }
  }
  return undefined
}

/**
 * Autoencoder. An encoder h = f(x), a decoder x̂ = g(h), and the error between x and x̂, which descends:
 *
 *   min  E_x[ L(x, g(f(x̃))) + λ Ω(f, x) ]
 *
 * Plain: x̃ = x, Ω = 0 (Hinton & Salakhutdinov 2006). Denoising: x̃ is a damaged copy (Vincent et al. 2010). Sparse: Ω is
 * KL(ρ ‖ mean activity) (Ng 2011). Contractive: Ω = ‖∂f/∂x‖_F², estimated by one random direction (Rifai et al. 2011).
 * The last two squash the code by a sigmoid, so that it cannot evade the penalty by shrinking. There is no prior:
 * nothing says which codes decode to something, so this family does not sample.
 */
export const autoencoder: Family<AutoencoderConfig> = {
  id: 'autoencoder',
  label: 'Autoencoder',
  name: 'Autoencoder',
  summary:
    'Squeezes each example through a narrow code and draws it again. It learns what to keep; ' +
    'nothing orders the codes, so it reconstructs but cannot invent.',
  paper: {
    authors: 'Hinton & Salakhutdinov',
    year: 2006,
    title: 'Reducing the Dimensionality of Data with Neural Networks',
    url: 'https://doi.org/10.1126/science.1127647',
  },
  schema,
  series: [
    {
      id: 'reconstruction',
      label: 'reconstruction',
      role: 'decoder',
      chart: 'loss',
      better: 'lower',
      meaning:
        'Error between example and drawing, summed over its values: cross-entropy in nats (a grey image cannot reach 0), or half the squared error. It falls all along; compare it within one loss and bottleneck.',
    },
    {
      id: 'sparsity',
      label: 'sparsity',
      role: 'latent',
      chart: 'penalty',
      unit: 'nats',
      better: 'lower',
      meaning: 'How far the units’ mean activity is from its target, summed over the code. Near 0 it is met.',
    },
    {
      id: 'contraction',
      label: 'contraction',
      role: 'latent',
      chart: 'penalty',
      better: 'lower',
      meaning:
        'Squared norm of the code’s derivative by the example: how nervously the code reacts. 0 would be a constant code.',
    },
  ],
  defaultsFor: (data) => autoencoderDefaults(data.kind),
  networks: (config, data) =>
    encoderAndDecoder(config, data, {
      squash: ['sparse', 'contractive'].includes(config.kind) ? [activate('sigmoid')] : [],
    }),
  flow: autoencoderFlow,
  optimizers: (config) => ({
    reconstruction: { networks: ['encoder', 'decoder'], settings: optimizerSettings(config, config.rate) },
  }),
  batchSize: (config) => config.batch,
  secondOrder: ({ kind }) => (kind === 'contractive' ? 'the contractive penalty' : undefined),
  latentDim: (config) => config.latentDim,

  step(model, context) {
    const { config, networks } = model
    const x = context.batch()
    const input = shown(config, x, context)
    const v = context.normal([config.batch, config.latentDim])
    const optimizer = autoencoder.optimizers(config).reconstruction!
    const drawing = () => networks.decoder!.apply(networks.encoder!.apply(input))
    const before = context.stage && drawing()
    context.stage?.(autoencoderStages.batch, () => ({ rows: [rows('x', 'real', x)] }))
    if (input !== x)
      context.stage?.(autoencoderStages.damage, () => ({ rows: [rows('x, damaged', 'real', input, x)] }))
    const { report } = minimise(model, 'reconstruction', optimizer, () => {
      const z = networks.encoder!.apply(input, { training: true })
      context.stage?.(autoencoderStages.encode, () => ({ rows: [rows('code', 'latent', z)] }))
      context.stage?.(autoencoderStages.decode, () => ({
        rows: [rows('x', 'real', x), rows('x̂', 'decoder', before!)],
      }))
      const reconstruction: Scalar = mean(reconstructionError(model, x, z))
      const extra = penalty(model, x, z, v)
      context.stage?.(autoencoderStages.losses, () => ({
        numbers: curves(autoencoder.series, { reconstruction, ...extra?.report }),
      }))
      return {
        loss: extra ? add(reconstruction, extra.cost) : reconstruction,
        report: { reconstruction, ...extra?.report } as Record<string, Scalar>,
      }
    })
    context.stage?.(autoencoderStages.update, () => ({ rows: [rows('x̂', 'decoder', drawing(), before)] }))
    return report
  },

  encode: (model, x) => model.networks.encoder!.apply(x),
  decode: (model, z) => model.networks.decoder!.apply(z),
  reconstruct: (model, x) => tidy(() => model.networks.decoder!.apply(model.networks.encoder!.apply(x))),
}
