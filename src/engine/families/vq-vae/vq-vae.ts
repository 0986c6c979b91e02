import { add, mean, mul, neg, reshape, type Scalar, type Tensor, tidy } from '@tensorflow/tfjs-core'
import type { Family, Model } from '../../core/family'
import { curves, rows } from '../../core/stage'
import { halfSquaredError } from '../../losses/autoencoder'
import { stopGradient, straightThrough } from '../../losses/gradient-routing'
import { bernoulliLogLikelihood } from '../../losses/likelihoods'
import { minimise } from '../../training/minimise'
import { autoencoderDefaults } from '../autoencoder-settings'
import { optimizerSettings } from '../training-settings'
import { type Codebook, lookUp, makeCodebook, nearestCodes, perplexity, updateCodebook } from './codebook'
import { codeGrid, networks } from './networks'
import { drawCodes, priorCost } from './prior'
import { schema, type VqVaeConfig } from './schema'
import { vqStages } from './stages'

type VqModel = Model<VqVaeConfig>

function codebookOf({ state }: VqModel): Codebook {
  return { codes: state.codes!, counts: state.counts!, sums: state.sums! }
}

/** Outputs `[n, rows, columns, codeDim]` as vectors, their nearest codes, and these codes' vectors of the same shape. */
function quantise(model: VqModel, outputs: Tensor) {
  const vectors = reshape(outputs, [-1, model.config.codeDim])
  const indices = nearestCodes(codebookOf(model), vectors)
  return { vectors, indices, quantised: reshape(lookUp(codebookOf(model), indices), outputs.shape) }
}

/** Error of the drawing of each example: cross-entropy in nats, or ½ Σ (x − x̂)². */
function reconstructionError(model: VqModel, x: Tensor, grid: Tensor): Tensor {
  const decoder = model.networks.decoder!
  if (model.data.kind === 'image' && model.config.loss === 'crossEntropy')
    return neg(bernoulliLogLikelihood(x, decoder.apply(grid, { training: true, dropLast: 1 })))
  return halfSquaredError(x, decoder.apply(grid, { training: true }))
}

/**
 * VQ-VAE. The code is a grid of words from a codebook e_1 … e_K: each encoder output z_e is replaced by its nearest code,
 * z_q = e_k with k = argmin_j ‖z_e − e_j‖, and the gradient passes straight through:
 *
 *   min  L(x, g(z_e + sg[z_q − z_e])) + β Σ ‖z_e − sg[z_q]‖²
 *
 * Codes follow their outputs by moving averages (codebook.ts). A small PixelCNN learns which codes follow which; drawing
 * from it and decoding gives new examples. (van den Oord, Vinyals & Kavukcuoglu 2017, eq. 1–3 and appendix A.1; the
 * prior trains alongside, or from a given step on.)
 */
export const vqVae: Family<VqVaeConfig> = {
  id: 'vq-vae',
  label: 'VQ-VAE',
  name: 'Vector-quantised autoencoder',
  summary:
    'Spells each example with a few words of a learned vocabulary, so its code is a small grid of whole numbers. ' +
    'A second network learns how such words are spelled, and so invents new ones.',
  paper: {
    authors: 'van den Oord et al.',
    year: 2017,
    title: 'Neural Discrete Representation Learning',
    url: 'https://arxiv.org/abs/1711.00937',
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
        'Error between example and drawing, summed over its values: cross-entropy in nats (a grey image cannot reach 0), or half the squared error. It falls all along.',
    },
    {
      id: 'priorLoss',
      label: 'prior',
      role: 'generator',
      chart: 'loss',
      unit: 'nats',
      better: 'lower',
      meaning:
        '−log p(codes): the prior’s surprise at a word. It starts at codes × log(codebook size) and falls while it learns the spelling; it may rise when the codebook starts to use more codes.',
    },
    {
      id: 'commitment',
      label: 'commitment',
      role: 'encoder',
      chart: 'code',
      better: 'lower',
      meaning:
        'Squared distance between encoder outputs and their codes, summed over an example. Small and steady is good; growing without end, the outputs run away from the codebook: raise β.',
    },
    {
      id: 'perplexity',
      label: 'codes in play',
      role: 'latent',
      chart: 'usage',
      unit: 'codes',
      better: 'higher',
      meaning:
        'Perplexity of the codes in a batch: as many codes are in play as if that many were used evenly. Near the codebook size is full use; near 1, the codebook has collapsed.',
    },
  ],
  defaultsFor: (data) =>
    data.kind === 'points'
      ? { ...autoencoderDefaults('points'), positions: 2, codeDim: 4, codebookSize: 16, priorWidth: 32 }
      : {
          architecture: 'convolutional',
          encoderWidth: 32,
          decoderWidth: 32,
          batch: 64,
        },
  networks,
  flow(config, data) {
    const grid = [...codeGrid(config, data), config.codeDim]
    return [
      { kind: 'tensor', label: 'x', role: 'real', shape: data.shape },
      { kind: 'network', network: 'encoder' },
      { kind: 'tensor', label: 'codes', role: 'latent', shape: grid },
      { kind: 'network', network: 'decoder' },
      { kind: 'tensor', label: 'x̂', role: 'decoder', shape: data.shape },
    ]
  },
  optimizers: (config) => ({
    autoencoder: { networks: ['encoder', 'decoder'], settings: optimizerSettings(config, config.rate) },
    prior: { networks: ['prior'], settings: optimizerSettings(config, config.priorRate) },
  }),
  state: (config, _data, rng) => makeCodebook(config.codebookSize, config.codeDim, rng),
  batchSize: (config) => config.batch,
  latentDim: (config, data) => codeGrid(config, data).reduce((rows, columns) => rows * columns),

  step(model, context) {
    const { config, networks: nets } = model
    const optimizers = vqVae.optimizers(config)
    const x = context.batch()

    // 0. The codes begin at outputs: codes drawn from elsewhere leave most of them, or all but one, without any.
    if (context.step === 0) {
      const { vectors, indices } = quantise(model, nets.encoder!.apply(x))
      updateCodebook(codebookOf(model), vectors, indices, 0, Number.POSITIVE_INFINITY, context.rng)
    }

    const look = () => vqVae.reconstruct!(model, x)
    const before = context.stage && look()
    context.stage?.(vqStages.batch, () => ({ rows: [rows('x', 'real', x)] }))

    // 1. Encoder and decoder, through the codebook as it stands.
    const { report } = minimise(model, 'autoencoder', optimizers.autoencoder!, () => {
      const outputs = nets.encoder!.apply(x, { training: true })
      const { quantised } = quantise(model, outputs)
      context.stage?.(vqStages.encode, () => ({ rows: [rows('vectors', 'encoder', outputs)] }))
      context.stage?.(vqStages.quantise, () => ({ rows: [rows('words', 'latent', quantised)] }))
      context.stage?.(vqStages.decode, () => ({
        rows: [rows('x', 'real', x), rows('x̂', 'decoder', before!)],
      }))
      const reconstruction = mean(
        reconstructionError(model, x, straightThrough(outputs, quantised)),
      ) as Scalar
      const commitment: Scalar = mul(mean(halfSquaredError(stopGradient(quantised), outputs)), 2)
      context.stage?.(vqStages.losses, () => ({
        numbers: curves(vqVae.series, { reconstruction, commitment }),
      }))
      return {
        loss: add(reconstruction, mul(commitment, config.commitment)),
        report: { reconstruction, commitment },
      }
    })

    context.stage?.(vqStages.update, () => ({ rows: [rows('x̂', 'decoder', look(), before)] }))

    // 2. The codes follow the outputs assigned to them.
    const outputs = nets.encoder!.apply(x)
    const { vectors, indices } = quantise(model, outputs)
    const { decay, restartBelow } = config
    updateCodebook(codebookOf(model), vectors, indices, decay, restartBelow, context.rng)
    const usage = { perplexity: perplexity(indices, config.codebookSize) }
    context.stage?.(vqStages.codebook, () => ({
      numbers: curves(vqVae.series, usage),
      rows: [rows('words', 'latent', model.state.codes!)],
    }))
    if (context.step < config.priorStart) return { ...report, ...usage }

    // 3. The prior learns to spell.
    const words = quantise(model, outputs)
    const { loss: priorLoss } = minimise(model, 'prior', optimizers.prior!, () => {
      const loss = mean(priorCost(model, words.quantised, words.indices, true)) as Scalar
      context.stage?.(vqStages.predict, () => ({ numbers: curves(vqVae.series, { priorLoss: loss }) }))
      return { loss }
    })
    context.stage?.(vqStages.updatePrior)
    return { ...report, priorLoss, ...usage }
  },

  codeMap: (model, x) => {
    const { encoder } = model.networks
    const grid = codeGrid(model.config, model.data)
    const codes = tidy(() => reshape(quantise(model, encoder!.apply(x)).indices, [x.shape[0]!, ...grid]))
    return { codes, words: model.config.codebookSize }
  },
  sample: (model, z) => tidy(() => model.networks.decoder!.apply(drawCodes(model, codebookOf(model), z))),
  reconstruct: (model, x) =>
    tidy(() => model.networks.decoder!.apply(quantise(model, model.networks.encoder!.apply(x)).quantised)),
}
