import { mean, mul, reshape, type Scalar, type Tensor, tidy } from '@tensorflow/tfjs-core'
import type { Family, Model } from '../../core/family'
import { curves, number, rows } from '../../core/stage'
import { nonSaturating } from '../../losses/adversarial'
import { hidden } from '../../networks/stacks'
import { minimise } from '../../training/minimise'
import { autoencoderFlow, encoderAndDecoder, reconstructionError } from '../autoencoder/parts'
import { autoencoderDefaults } from '../autoencoder-settings'
import { optimizerSettings } from '../training-settings'
import { fromPrior } from './prior'
import { type AaeConfig, schema } from './schema'
import { aaeStages } from './stages'

/** The judge's logits for codes: `[n, latentDim]` → `[n]`. */
const judge = (model: Model<AaeConfig>, z: Tensor) =>
  reshape(model.networks.discriminator!.apply(z, { training: true }), [z.shape[0]!])

/**
 * Adversarial autoencoder. In place of a KL term a discriminator compares the codes f(x) of a batch with draws from the
 * prior p(z), and the encoder learns to fool it; so the codes as a crowd take the prior's shape:
 *
 *   min_{f,g} E_x[L(x, g(f(x)))] + λ max_D ( E_{z~p}[log D(z)] + E_x[log(1 − D(f(x)))] )
 *
 * One iteration: the reconstruction phase moves f and g, the regularisation phase first D, then f against D.
 * (Makhzani et al. 2015, § 2; f deterministic, f's loss non-saturating.)
 */
export const aae: Family<AaeConfig> = {
  id: 'aae',
  label: 'AAE',
  name: 'Adversarial autoencoder',
  summary:
    'An autoencoder whose codes must look, as a crowd, like draws from a prior of your choice; ' +
    'a discriminator that sees only codes is the judge. Codes drawn from the prior then decode to something new.',
  paper: {
    authors: 'Makhzani et al.',
    year: 2015,
    title: 'Adversarial Autoencoders',
    url: 'https://arxiv.org/abs/1511.05644',
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
      id: 'encoderLoss',
      label: 'encoder against D',
      role: 'encoder',
      chart: 'game',
      unit: 'nats',
      better: 'neither',
      meaning:
        'How badly the codes pass for draws from the prior. 0.69 is a judge that cannot tell; above 2 for long, the codes have not taken the prior’s shape.',
    },
    {
      id: 'discriminatorLoss',
      label: 'discriminator',
      role: 'discriminator',
      chart: 'game',
      unit: 'nats',
      better: 'neither',
      meaning:
        'How badly D tells codes from draws. 1.39 is guessing, which is what should happen in the end; 0 is certainty.',
    },
    {
      id: 'realScore',
      label: 'prior',
      role: 'latent',
      chart: 'score',
      better: 'neither',
      meaning:
        'The probability of being a draw from the prior that D gives to such draws. It should come near 0.5.',
    },
    {
      id: 'fakeScore',
      label: 'codes',
      role: 'encoder',
      chart: 'score',
      better: 'neither',
      meaning: 'The same for codes of examples. The nearer to the other curve, the better the match.',
    },
  ],
  defaultsFor: (data) => ({ ...autoencoderDefaults(data.kind), latentDim: data.kind === 'image' ? 8 : 2 }),
  networks: (config, data) => [
    ...encoderAndDecoder(config, data),
    {
      id: 'discriminator',
      label: 'Judge of codes',
      role: 'discriminator',
      input: [config.latentDim],
      layers: [...hidden(config.discriminatorWidth, 2, config.activation), { kind: 'dense', units: 1 }],
      scheme: 'glorot',
    },
  ],
  flow: (config, data) => autoencoderFlow(config, data),
  optimizers(config) {
    const settings = optimizerSettings(config, config.rate)
    return {
      reconstruction: { networks: ['encoder', 'decoder'], settings },
      discriminator: {
        networks: ['discriminator'],
        settings: optimizerSettings(config, config.discriminatorRate),
      },
      regularisation: { networks: ['encoder'], settings },
    }
  },
  batchSize: (config) => config.batch,
  latentDim: (config) => config.latentDim,

  step(model, context) {
    const { config, networks } = model
    const optimizers = aae.optimizers(config)
    const x = context.batch()
    const encode = () => networks.encoder!.apply(x, { training: true })

    const look = () => {
      const code = networks.encoder!.apply(x)
      return { code, drawing: networks.decoder!.apply(code) }
    }
    const before = context.stage && look()
    context.stage?.(aaeStages.batch, () => ({ rows: [rows('x', 'real', x)] }))
    context.stage?.(aaeStages.encode, () => ({ rows: [rows('code', 'latent', before!.code)] }))
    context.stage?.(aaeStages.decode, () => ({
      rows: [rows('x', 'real', x), rows('x̂', 'decoder', before!.drawing)],
    }))

    // 1. Encoder and decoder learn to reconstruct.
    const { loss: reconstruction } = minimise(model, 'reconstruction', optimizers.reconstruction!, () => {
      const loss = mean(reconstructionError(model, x, encode())) as Scalar
      context.stage?.(aaeStages.losses, () => ({ numbers: curves(aae.series, { reconstruction: loss }) }))
      return { loss }
    })
    context.stage?.(aaeStages.update, () => ({
      rows: [rows('x̂', 'decoder', look().drawing, before!.drawing)],
    }))

    // 2. The judge learns to tell draws from codes.
    const draws = fromPrior(config, context.normal([config.batch, config.latentDim]))
    const codes = encode()
    context.stage?.(aaeStages.draw, () => ({
      rows: [rows('drawn', 'latent', draws), rows('codes', 'encoder', codes)],
    }))
    const judged = minimise(model, 'discriminator', optimizers.discriminator!, () => {
      const [real, fake] = [judge(model, draws), judge(model, codes)]
      const realScore = mean(nonSaturating.probability(real)) as Scalar
      const fakeScore = mean(nonSaturating.probability(fake)) as Scalar
      context.stage?.(aaeStages.judge, () => ({
        numbers: [
          number('judge of draws', 'latent', realScore),
          number('judge of codes', 'encoder', fakeScore),
        ],
      }))
      return { loss: nonSaturating.discriminator(real, fake), report: { realScore, fakeScore } }
    })
    context.stage?.(aaeStages.updateJudge, () => ({
      numbers: curves(aae.series, { discriminatorLoss: judged.loss }),
    }))
    const codesBefore = context.stage && look().code

    // 3. The encoder learns to pass.
    const fooled = minimise(model, 'regularisation', optimizers.regularisation!, () => {
      const logits = judge(model, encode())
      const encoderLoss = nonSaturating.generator(logits, logits)
      context.stage?.(aaeStages.judgeAgain, () => ({
        numbers: [number('judge of codes', 'encoder', nonSaturating.probability(logits))],
      }))
      return { loss: mul(encoderLoss, config.adversarialWeight) as Scalar, report: { encoderLoss } }
    })
    context.stage?.(aaeStages.updateEncoder, () => ({
      numbers: curves(aae.series, fooled.report),
      rows: [rows('codes', 'encoder', look().code, codesBefore)],
    }))
    return { reconstruction, discriminatorLoss: judged.loss, ...fooled.report, ...judged.report }
  },

  sample: (model, z) => tidy(() => model.networks.decoder!.apply(fromPrior(model.config, z))),
  encode: (model, x) => model.networks.encoder!.apply(x),
  decode: (model, z) => model.networks.decoder!.apply(z),
  reconstruct: (model, x) => tidy(() => model.networks.decoder!.apply(model.networks.encoder!.apply(x))),
}
