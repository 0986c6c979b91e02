import {
  add,
  cast,
  less,
  mean,
  mul,
  neg,
  type Scalar,
  slice,
  sub,
  type Tensor,
  tidy,
} from '@tensorflow/tfjs-core'
import * as z from 'zod'
import type { Family, Model, Noise } from '../core/family'
import {
  bernoulliLogLikelihood,
  gaussianLogLikelihood,
  klStandardNormal,
  reparameterise,
} from '../losses/elbo'
import type { LayerSpec } from '../networks/layer'
import { activate, downsampling, hidden, linearTo, toVector, upsampling } from '../networks/stacks'
import { minimise } from '../training/minimise'
import { activationField, field, learningRate, optimizerSettings, trainingShape } from './training-settings'

const schema = z.object({
  likelihood: z
    .enum(['bernoulli', 'gaussian'])
    .default('bernoulli')
    .meta(
      field({
        title: 'Likelihood',
        help: 'What the decoder predicts for a pixel: the chance that it is on (Bernoulli), or a value with noise around it (Gaussian).',
        group: 'objective',
        role: 'decoder',
        options: { bernoulli: 'Bernoulli', gaussian: 'Gaussian' },
        optionKinds: { bernoulli: 'image' },
      }),
    ),
  binarisation: z
    .enum(['dynamic', 'none'])
    .default('dynamic')
    .meta(
      field({
        title: 'Binarisation',
        help: 'Dynamic: each pixel is drawn black or white anew with its grey as chance, so that nats compare with papers. None: grey values as they are.',
        group: 'objective',
        role: 'real',
        options: { dynamic: 'dynamic', none: 'none' },
        dataKind: 'image',
        when: { likelihood: ['bernoulli'] },
      }),
    ),
  deviation: z
    .number()
    .min(0.01)
    .max(2)
    .default(0.1)
    .meta(
      field({
        title: 'Noise σ',
        help: 'Standard deviation of the Gaussian likelihood. Small: sharp and strict; large: blurry, and the latent code is used less.',
        group: 'objective',
        role: 'decoder',
        scale: 'log',
        live: true,
        when: { likelihood: ['gaussian'] },
      }),
    ),
  beta: z
    .number()
    .min(0)
    .max(20)
    .default(1)
    .meta(
      field({
        title: 'KL weight β',
        help: '1 is the evidence lower bound. Above: a tidier latent space and blurrier reconstructions. 0: a plain autoencoder with noise.',
        group: 'objective',
        role: 'latent',
        step: 0.05,
        live: true,
      }),
    ),
  architecture: z
    .enum(['mlp', 'convolutional'])
    .default('mlp')
    .meta(
      field({
        title: 'Architecture',
        help: 'MLP: layers in which everything is connected. Convolutional: for images.',
        group: 'network',
        options: { mlp: 'MLP', convolutional: 'convolutional' },
        optionKinds: { convolutional: 'image' },
      }),
    ),
  latentDim: z
    .int()
    .min(1)
    .max(256)
    .default(20)
    .meta(
      field({
        title: 'Latent dimension',
        help: 'Numbers in the code. 2 can be drawn as a map; 20 is usual for digits.',
        group: 'network',
        role: 'latent',
        scale: 'log',
      }),
    ),
  encoderWidth: z
    .int()
    .min(4)
    .max(1024)
    .default(400)
    .meta(
      field({
        title: 'Encoder width',
        help: 'Units in each hidden layer of an MLP, or channels next to the image (doubled further in).',
        group: 'network',
        role: 'encoder',
        unit: 'units',
        scale: 'log',
      }),
    ),
  decoderWidth: z
    .int()
    .min(4)
    .max(1024)
    .default(400)
    .meta(
      field({
        title: 'Decoder width',
        help: 'The same for the decoder.',
        group: 'network',
        role: 'decoder',
        unit: 'units',
        scale: 'log',
      }),
    ),
  depth: z
    .int()
    .min(1)
    .max(5)
    .default(1)
    .meta(
      field({
        title: 'Hidden layers',
        help: 'In each of the two networks.',
        group: 'network',
        when: { architecture: ['mlp'] },
      }),
    ),
  activation: activationField('relu'),
  ...trainingShape,
  rate: learningRate(1e-3, { title: 'Learning rate' }),
})
type VaeConfig = z.infer<typeof schema>

const isBernoulli = (config: VaeConfig, kind: string) => kind === 'image' && config.likelihood === 'bernoulli'

/** What the likelihood is taken of: x, or x drawn black or white with its grey as the probability. */
function observed(model: Model<VaeConfig>, x: Tensor, noise: Noise): Tensor {
  const binarise = isBernoulli(model.config, model.data.kind) && model.config.binarisation === 'dynamic'
  return binarise ? cast(less(noise.uniform(x.shape), x), 'float32') : x
}

/** q(z | x) = N(μ(x), diag σ²(x)): the encoder's two heads. */
function posterior(
  model: Model<VaeConfig>,
  x: Tensor,
  training: boolean,
): { mean: Tensor; logVariance: Tensor } {
  const heads = model.networks.encoder!.apply(x, { training })
  const { latentDim } = model.config
  return {
    mean: slice(heads, [0, 0], [-1, latentDim]),
    logVariance: slice(heads, [0, latentDim], [-1, latentDim]),
  }
}

/** log p(x | z) of each example, in nats. */
function logLikelihood(model: Model<VaeConfig>, x: Tensor, code: Tensor, training: boolean): Tensor {
  const decoder = model.networks.decoder!
  return isBernoulli(model.config, model.data.kind)
    ? bernoulliLogLikelihood(x, decoder.apply(code, { training, dropLast: 1 })) // logits: the sigmoid left out
    : gaussianLogLikelihood(x, decoder.apply(code, { training }), model.config.deviation)
}

/**
 * Variational autoencoder. An encoder gives q(z | x) = N(μ, σ²), a decoder p(x | z); both ascend the evidence lower
 * bound on log p(x), by one reparameterised sample z = μ + σ ε:
 *
 *   ELBO = E_q[log p(x | z)] − β KL(q(z | x) ‖ N(0, I))
 *
 * with β = 1; other weights are the β-VAE. (Kingma & Welling 2014, eq. 3 and 10; Higgins et al. 2017.)
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
  series: [
    {
      id: 'negativeElbo',
      label: '−ELBO',
      role: 'neutral',
      chart: 'loss',
      unit: 'nats',
      better: 'lower',
      meaning:
        'Reconstruction plus KL (unweighted): an upper bound on the surprise −log p(x). A 784-400-20 VAE on binarised MNIST ends near 100 nats; deeper ones reach 87.',
    },
    {
      id: 'reconstruction',
      label: 'reconstruction',
      role: 'decoder',
      chart: 'loss',
      unit: 'nats',
      better: 'lower',
      meaning:
        '−log p(x | z): how badly the decoder draws the example again from its code. It falls all along.',
    },
    {
      id: 'kl',
      label: 'KL',
      role: 'latent',
      chart: 'loss',
      unit: 'nats',
      better: 'neither',
      meaning:
        'How much the code says about the example. It rises from 0 and settles (about 25 nats for digits). Stuck at 0, the decoder ignores the code: posterior collapse; lower β.',
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
    const { activation, depth } = config
    const convolutional = config.architecture === 'convolutional'
    const analyse: LayerSpec[] = convolutional
      ? downsampling(data.shape, { width: config.encoderWidth, activation })
      : [...toVector(data.shape), ...hidden(config.encoderWidth, depth, activation)]
    const draw: LayerSpec[] = convolutional
      ? upsampling(data.shape, { width: config.decoderWidth, activation })
      : [...hidden(config.decoderWidth, depth, activation), ...linearTo(data.shape)]
    return [
      {
        id: 'encoder',
        label: 'Encoder',
        role: 'encoder',
        input: data.shape,
        layers: [...analyse, { kind: 'dense', units: 2 * config.latentDim }],
        scheme: 'glorot',
      },
      {
        id: 'decoder',
        label: 'Decoder',
        role: 'decoder',
        input: [config.latentDim],
        layers: [...draw, ...(data.kind === 'image' ? [activate('sigmoid')] : [])],
        scheme: 'glorot',
      },
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
    elbo: { networks: ['encoder', 'decoder'], settings: optimizerSettings(config, config.rate) },
  }),
  batchSize: (config) => config.batch,
  latentDim: (config) => config.latentDim,

  step(model, context) {
    const { config } = model
    const x = observed(model, context.batch(), context)
    const noise = context.normal([config.batch, config.latentDim])
    const { report } = minimise(model, 'elbo', vae.optimizers(config).elbo!, () => {
      const { mean: mu, logVariance } = posterior(model, x, true)
      const code = reparameterise(mu, logVariance, noise)
      const reconstruction: Scalar = neg(mean(logLikelihood(model, x, code, true)))
      const kl: Scalar = mean(klStandardNormal(mu, logVariance))
      return {
        loss: add(reconstruction, mul(kl, config.beta)),
        report: { negativeElbo: add(reconstruction, kl), reconstruction, kl },
      }
    })
    return report
  },

  sample: (model, code) => model.networks.decoder!.apply(code),
  decode: (model, code) => model.networks.decoder!.apply(code),
  encode: (model, x) => tidy(() => posterior(model, x, false).mean),
  reconstruct: (model, x) => tidy(() => model.networks.decoder!.apply(posterior(model, x, false).mean)),
  elbo: (model, x, noise) =>
    tidy(() => {
      const target = observed(model, x, noise)
      const { mean: mu, logVariance } = posterior(model, target, false)
      const code = reparameterise(mu, logVariance, noise.normal(mu.shape))
      return sub(logLikelihood(model, target, code, false), klStandardNormal(mu, logVariance))
    }),
}
