import * as z from 'zod'
import type { LikelihoodId } from '../../losses/likelihoods'
import { autoencoderShape } from '../autoencoder-settings'
import { field, learningRate, trainingShape } from '../training-settings'

export const schema = z.object({
  likelihood: z
    .enum([
      'bernoulli',
      'continuousBernoulli',
      'gaussian',
      'learnedGaussian',
      'discretisedLogistic',
    ] satisfies LikelihoodId[])
    .default('bernoulli')
    .meta(
      field({
        title: 'Likelihood',
        help: 'What the decoder predicts for a value: the chance that a pixel is on (Bernoulli), a number with noise around it (Gaussian), or one of 256 grey levels (discretised logistic). Nats compare within one likelihood only.',
        group: 'objective',
        role: 'decoder',
        options: {
          bernoulli: 'Bernoulli',
          continuousBernoulli: 'continuous Bernoulli',
          gaussian: 'Gaussian, fixed σ',
          learnedGaussian: 'Gaussian, learned σ',
          discretisedLogistic: 'discretised logistic',
        },
        optionKinds: { bernoulli: 'image', continuousBernoulli: 'image', discretisedLogistic: 'image' },
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
  bound: z
    .enum(['elbo', 'iwae'])
    .default('elbo')
    .meta(
      field({
        title: 'Bound',
        help: 'ELBO: one code an example. Importance-weighted: several codes, weighted by how well they explain it; closer to the true likelihood, and dearer.',
        group: 'objective',
        options: { elbo: 'ELBO', iwae: 'importance-weighted' },
      }),
    ),
  importanceSamples: z
    .int()
    .min(2)
    .max(50)
    .default(5)
    .meta(
      field({
        title: 'Codes each example',
        help: 'K of the importance-weighted bound. The bound tightens and a step becomes dearer with K.',
        group: 'objective',
        role: 'latent',
        scale: 'log',
        live: true,
        when: { bound: ['iwae'] },
      }),
    ),
  divergence: z
    .enum(['kl', 'tc', 'mmd'])
    .default('kl')
    .meta(
      field({
        title: 'Pull to the prior',
        help: 'KL: each cloud of codes on its own. Total correlation: β weighs only how much the dimensions depend on each other. MMD: all codes together must look like the prior.',
        group: 'objective',
        role: 'latent',
        options: { kl: 'KL', tc: 'KL, total correlation', mmd: 'MMD' },
        when: { bound: ['elbo'] },
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
        when: { bound: ['elbo'], divergence: ['kl', 'tc'] },
      }),
    ),
  mmdWeight: z
    .number()
    .min(0.1)
    .max(10000)
    .default(100)
    .meta(
      field({
        title: 'MMD weight λ',
        help: 'How strongly the codes of a batch are pulled towards the prior. Raise it until samples look as good as reconstructions.',
        group: 'objective',
        role: 'latent',
        scale: 'log',
        live: true,
        when: { bound: ['elbo'], divergence: ['mmd'] },
      }),
    ),
  schedule: z
    .enum(['constant', 'warmup', 'cyclical'])
    .default('constant')
    .meta(
      field({
        title: 'β over time',
        help: 'Warm-up: from 0 to β, so that the decoder learns to use the code first. Cyclical: again and again.',
        group: 'objective',
        role: 'latent',
        options: { constant: 'constant', warmup: 'warm-up', cyclical: 'cyclical' },
        when: { bound: ['elbo'], divergence: ['kl', 'tc'] },
      }),
    ),
  scheduleSteps: z
    .int()
    .min(10)
    .max(100000)
    .default(2000)
    .meta(
      field({
        title: 'Schedule length',
        help: 'Steps until the warm-up arrives at β, or of one cycle.',
        group: 'objective',
        role: 'latent',
        unit: 'steps',
        scale: 'log',
        live: true,
        when: { bound: ['elbo'], divergence: ['kl', 'tc'], schedule: ['warmup', 'cyclical'] },
      }),
    ),
  klRule: z
    .enum(['weight', 'freeBits', 'capacity'])
    .default('weight')
    .meta(
      field({
        title: 'KL rule',
        help: 'Weighted: every nat costs β. Free bits: the first nats of each dimension cost nothing. Capacity: the KL is held at a target that grows.',
        group: 'objective',
        role: 'latent',
        options: { weight: 'weighted', freeBits: 'free bits', capacity: 'capacity' },
        when: { bound: ['elbo'], divergence: ['kl'] },
      }),
    ),
  freeBits: z
    .number()
    .min(0)
    .max(4)
    .default(0.25)
    .meta(
      field({
        title: 'Free nats',
        help: 'KL that each latent dimension may spend without cost.',
        group: 'objective',
        role: 'latent',
        unit: 'nats a dimension',
        step: 0.01,
        live: true,
        when: { bound: ['elbo'], divergence: ['kl'], klRule: ['freeBits'] },
      }),
    ),
  capacity: z
    .number()
    .min(0)
    .max(100)
    .default(25)
    .meta(
      field({
        title: 'Capacity',
        help: 'The KL at which the target arrives. β is the price of missing it; make it large (10 and more).',
        group: 'objective',
        role: 'latent',
        unit: 'nats',
        step: 0.5,
        when: { bound: ['elbo'], divergence: ['kl'], klRule: ['capacity'] },
      }),
    ),
  capacitySteps: z
    .int()
    .min(10)
    .max(100000)
    .default(10000)
    .meta(
      field({
        title: 'Capacity grows for',
        help: 'Steps in which the target rises from 0 to the capacity.',
        group: 'objective',
        role: 'latent',
        unit: 'steps',
        scale: 'log',
        when: { bound: ['elbo'], divergence: ['kl'], klRule: ['capacity'] },
      }),
    ),
  prior: z
    .enum(['normal', 'mixture', 'vamp'])
    .default('normal')
    .meta(
      field({
        title: 'Prior',
        help: 'Where codes are drawn from when sampling. Mixture: learned Gaussians. VampPrior: the clouds of a few learned pseudo-examples.',
        group: 'objective',
        role: 'latent',
        options: { normal: 'standard normal', mixture: 'mixture', vamp: 'VampPrior' },
      }),
    ),
  priorComponents: z
    .int()
    .min(2)
    .max(200)
    .default(20)
    .meta(
      field({
        title: 'Prior components',
        help: 'Gaussians in the mixture, or pseudo-examples of the VampPrior.',
        group: 'objective',
        role: 'latent',
        scale: 'log',
        when: { prior: ['mixture', 'vamp'] },
      }),
    ),
  conditioning: z
    .enum(['none', 'class'])
    .default('none')
    .meta(
      field({
        title: 'Conditioning',
        help: 'Class: both networks are told the class, so the code holds only what the class does not say, and samples can be ordered by class.',
        group: 'objective',
        options: { none: 'none', class: 'class label' },
      }),
    ),
  ...autoencoderShape,
  ...trainingShape,
  rate: learningRate(1e-3, { title: 'Learning rate' }),
})

export type VaeConfig = z.infer<typeof schema>
