import { add, logSumExp, mean, neg, type Scalar, stack, sub, tidy } from '@tensorflow/tfjs-core'
import type { Family } from '../../core/family'
import { curves, rows } from '../../core/stage'
import { importanceWeightedBound, reparameterise } from '../../losses/elbo'
import { decoderLayers, encoderLayers } from '../../networks/autoencoder'
import { activate } from '../../networks/stacks'
import { minimise } from '../../training/minimise'
import { optimizerSettings } from '../training-settings'
import { boundOf, importanceWeights, klOf } from './bounds'
import { oneHotClasses, repeatRows, shapeWithClass } from './classes'
import {
  binarises,
  classCount,
  decodeMean,
  decodeRaw,
  endsInSigmoid,
  likelihoodOf,
  likelihoodOptions,
  logLikelihood,
  observed,
} from './decoder'
import { constantClass, givenClass, inferredClass } from './labels'
import { posterior } from './posterior'
import { fromPrior, priorNetwork } from './prior'
import { activeUnits, pull } from './pull'
import { schema, type VaeConfig } from './schema'
import { series } from './series'
import { drawingOf, tellForward, vaeStages } from './stages'

/**
 * Variational autoencoder. An encoder gives q(z | x) = N(μ, σ²), a decoder p(x | z); both ascend the evidence lower
 * bound on log p(x), by one reparameterised sample z = μ + σ ε:
 *
 *   ELBO = E_q[log p(x | z)] − β KL(q(z | x) ‖ p(z))
 *
 * with β = 1 and p(z) = N(0, I). (Kingma & Welling 2014, eq. 3 and 10.) From there the settings go independent ways: the
 * likelihood (losses/likelihoods.ts); the bound, one sample or K importance-weighted ones (Burda et al. 2016); the weight of
 * KL, constant (β-VAE, Higgins et al. 2017), over time, with free bits or a capacity, or on the total correlation alone
 * (Chen et al. 2018); MMD in its place (Tolstikhin et al. 2018; Zhao et al. 2019); a learned prior (Tomczak & Welling 2018);
 * a class given to both networks (Sohn et al. 2015).
 */
export const vae: Family<VaeConfig> = {
  id: 'vae',
  label: 'VAE',
  name: 'Variational autoencoder',
  summary:
    'An encoder squeezes each example into a small cloud of codes; a decoder draws the example again from a code. ' +
    'The clouds are pulled towards one standard normal, so that any code drawn from it decodes to something new.',
  paper: {
    authors: 'Kingma & Welling',
    year: 2014,
    title: 'Auto-Encoding Variational Bayes',
    url: 'https://arxiv.org/abs/1312.6114',
  },
  schema,
  series,
  conflicts: [
    {
      keys: ['conditioning'],
      when: { conditioning: ['class'] },
      withoutClasses: true,
      reason: 'This data has no classes to condition on.',
    },
    {
      keys: ['divergence', 'prior'],
      when: { bound: ['elbo'], divergence: ['tc'], prior: ['mixture', 'vamp'] },
      reason:
        'The total correlation is measured against independent dimensions, which a learned prior does not have.',
    },
    {
      keys: ['klRule', 'prior'],
      when: { bound: ['elbo'], divergence: ['kl'], klRule: ['freeBits'], prior: ['mixture', 'vamp'] },
      reason:
        'Free bits count the KL of each dimension, which exists against the standard normal prior only.',
    },
  ],
  defaultsFor: (data) =>
    data.kind === 'points'
      ? {
          likelihood: 'gaussian',
          latentDim: 2,
          encoderWidth: 128,
          decoderWidth: 128,
          depth: 2,
          batch: 256,
          deviation: 0.1,
          beta: 1,
        }
      : { batch: 128 },
  networks(config, data) {
    const classes = classCount(config, data)
    const input = shapeWithClass(data.shape, classes, config.architecture === 'convolutional')
    const { heads } = likelihoodOf({ config, data })
    const output = data.shape.map((size, axis) => (axis === data.shape.length - 1 ? heads * size : size))
    return [
      {
        id: 'encoder',
        label: 'Encoder',
        role: 'encoder',
        input,
        layers: encoderLayers(input, config, 2 * config.latentDim),
        scheme: 'glorot',
      },
      {
        id: 'decoder',
        label: 'Decoder',
        role: 'decoder',
        input: [config.latentDim + classes],
        layers: [
          ...decoderLayers(output, config),
          ...(endsInSigmoid(config, data) ? [activate('sigmoid')] : []),
        ],
        scheme: 'glorot',
      },
      ...priorNetwork(config, data),
    ]
  },
  flow: (config, data) => [
    { kind: 'tensor', label: 'x', role: 'real', shape: data.shape },
    { kind: 'network', network: 'encoder' },
    { kind: 'tensor', label: 'z', role: 'latent', shape: [config.latentDim] },
    { kind: 'network', network: 'decoder' },
    { kind: 'tensor', label: 'x̂', role: 'decoder', shape: data.shape },
  ],
  optimizers: (config) => ({
    elbo: {
      networks: ['encoder', 'decoder', ...(config.prior === 'normal' ? [] : ['prior'])],
      settings: optimizerSettings(config, config.rate),
    },
  }),
  batchSize: (config) => config.batch,
  latentDim: (config) => config.latentDim,

  step(model, context) {
    const { config, data } = model
    const { batch, latentDim, importanceSamples } = config
    const x = observed(model, context.batch(), context)
    const classes = classCount(config, data)
    const y = classes ? oneHotClasses(context.labels(), classes) : undefined

    const before = context.stage && drawingOf(model, x, y)
    const tellLosses = (report: Record<string, Scalar>) =>
      context.stage?.(vaeStages.losses, () => ({ numbers: curves(series, report) }))
    const tellUpdate = () =>
      context.stage?.(vaeStages.update, () => ({
        rows: [rows('x̂', 'decoder', drawingOf(model, x, y), before)],
      }))

    if (config.bound === 'iwae') {
      const noise = context.normal([importanceSamples, batch, latentDim])
      tellForward(model, context, x, y, noise)
      const { loss, report } = minimise(model, 'elbo', vae.optimizers(config).elbo!, () => {
        const weights = importanceWeights(model, x, y, noise)
        const negativeIwae: Scalar = neg(mean(importanceWeightedBound(weights)))
        const negativeElbo: Scalar = neg(mean(weights))
        tellLosses({ negativeIwae, negativeElbo })
        return { loss: negativeIwae, report: { negativeElbo } }
      })
      tellUpdate()
      return { negativeIwae: loss, ...report }
    }

    const noise = context.normal([batch, latentDim])
    const crowd = context.normal([batch, latentDim])
    tellForward(model, context, x, y, noise)
    const { report } = minimise(model, 'elbo', vae.optimizers(config).elbo!, () => {
      const q = posterior(model, x, y, true)
      const z = reparameterise(q.mean, q.logVariance, noise)
      const reconstruction: Scalar = neg(mean(logLikelihood(model, x, z, y, true)))
      const kl: Scalar = mean(klOf(model, q, z, true))
      const { loss, report } = pull(model, context.step, q, z, kl, crowd)
      const parts = { negativeElbo: add(reconstruction, kl) as Scalar, reconstruction, kl }
      tellLosses({ ...parts, ...report })
      return {
        loss: add(reconstruction, loss),
        report: { ...parts, activeUnits: activeUnits(q.mean), ...report },
      }
    })
    tellUpdate()
    return report
  },

  conditions: classCount,
  sample: (model, z, options) =>
    tidy(() => decodeMean(model, fromPrior(model, z), givenClass(model, z.shape[0]!, options?.labels))),
  decode: (model, z) => tidy(() => decodeMean(model, z, givenClass(model, z.shape[0]!))),
  encode: (model, x) => tidy(() => posterior(model, x, inferredClass(model, x), false).mean),
  reconstruct: (model, x) =>
    tidy(() => {
      const y = inferredClass(model, x)
      return decodeMean(model, posterior(model, x, y, false).mean, y)
    }),
  posterior(model, x) {
    const y = inferredClass(model, x)
    return {
      ...posterior(model, x, y, false),
      decode: (z) => decodeMean(model, z, y && repeatRows(y, z.shape[0]! / x.shape[0]!)),
    }
  },
  observe(model, z) {
    const deviationOf = likelihoodOf(model).deviation
    if (!deviationOf) return undefined
    return tidy(() => {
      const y = givenClass(model, z.shape[0]!)
      const raw = decodeRaw(model, fromPrior(model, z), y, false)
      const options = likelihoodOptions(model)
      return { mean: likelihoodOf(model).mean(raw, options), deviation: deviationOf(raw, options) }
    })
  },
  binarisation: (config, data) => (binarises(config, data) ? 'dynamic' : 'none'),
  elbo: (model, x, noise) =>
    tidy(() => {
      const target = observed(model, x, noise)
      const classes = classCount(model.config, model.data)
      if (!classes) return boundOf(model, target, undefined, noise)
      // The class is not told: p(x) = Σ_y p(x | y) / classes, each term bounded.
      const bounds = Array.from({ length: classes }, (_, label) =>
        tidy(() => boundOf(model, target, constantClass(x.shape[0]!, label, classes), noise)),
      )
      return sub(logSumExp(stack(bounds), 0), Math.log(classes))
    }),
}
