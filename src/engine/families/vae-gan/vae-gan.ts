import { add, concat, mean, mul, reshape, type Scalar, split, type Tensor, tidy } from '@tensorflow/tfjs-core'
import type { Family, Model } from '../../core/family'
import { curves, number, rows } from '../../core/stage'
import { nonSaturating } from '../../losses/adversarial'
import { halfSquaredError } from '../../losses/autoencoder'
import { klStandardNormal, reparameterise } from '../../losses/elbo'
import { encoderLayers } from '../../networks/autoencoder'
import { minimise } from '../../training/minimise'
import { autoencoderFlow, encoderAndDecoder } from '../autoencoder/parts'
import { autoencoderDefaults } from '../autoencoder-settings'
import { optimizerSettings } from '../training-settings'
import { schema, type VaeGanConfig } from './schema'
import { vaeGanStages } from './stages'

type VaeGanModel = Model<VaeGanConfig>

/** q(z | x): mean and log variance, `[n, latentDim]` both. */
function posterior(model: VaeGanModel, x: Tensor, training: boolean) {
  const heads = model.networks.encoder!.apply(x, { training })
  const [mean, logVariance] = split(heads, 2, 1) as [Tensor, Tensor]
  return { mean, logVariance }
}

/** D's last hidden layer, `[n, features]`. */
const features = (model: VaeGanModel, x: Tensor) =>
  model.networks.discriminator!.apply(x, { training: true, dropLast: 1 })

/** D's logits, `[n]`. */
const logits = (model: VaeGanModel, x: Tensor, training = true) =>
  reshape(model.networks.discriminator!.apply(x, { training }), [x.shape[0]!])

/**
 * VAE-GAN. The decoder of a VAE is also the generator of a GAN, and an example is compared with its reconstruction not
 * by pixels but in the discriminator's last hidden layer D_l:
 *
 *   L_llike = E_q[½ ‖D_l(x) − D_l(x̃)‖²],   L_prior = β KL(q(z | x) ‖ N(0, I)),
 *   L_GAN = log D(x) + ½ [log(1 − D(x̃)) + log(1 − D(x_p))]
 *
 * with x̃ decoded from q(z | x) and x_p from the prior. The encoder descends L_llike + L_prior, the decoder γ L_llike and a
 * non-saturating L_GAN, the discriminator −L_GAN. (Larsen et al. 2016, algorithm 1; the mean over both kinds of fakes.)
 */
export const vaeGan: Family<VaeGanConfig> = {
  id: 'vae-gan',
  label: 'VAE-GAN',
  name: 'VAE with a learned similarity',
  summary:
    'A VAE whose decoder also plays a GAN’s generator. Pictures are compared by what the discriminator ' +
    'notices in them rather than by pixels, so they come out sharp where a VAE’s are blurred.',
  paper: {
    authors: 'Larsen et al.',
    year: 2016,
    title: 'Autoencoding beyond pixels using a learned similarity metric',
    url: 'https://arxiv.org/abs/1512.09300',
  },
  schema,
  series: [
    {
      id: 'featureError',
      label: 'feature error',
      role: 'decoder',
      chart: 'loss',
      better: 'neither',
      meaning:
        'Distance between example and reconstruction in D’s last hidden layer. The measure itself learns, so it may rise while pictures improve; look at the reconstructions.',
    },
    {
      id: 'kl',
      label: 'KL',
      role: 'latent',
      chart: 'loss',
      unit: 'nats',
      better: 'neither',
      meaning:
        'How much the code says about the example. Near 0, the decoder ignores the code; very large, codes drawn from the prior decode to nothing.',
    },
    {
      id: 'generatorLoss',
      label: 'decoder against D',
      role: 'generator',
      chart: 'game',
      unit: 'nats',
      better: 'neither',
      meaning:
        'How badly reconstructions and samples fool D. 0.69 is an undecided D; above 3 for long, D has won.',
    },
    {
      id: 'discriminatorLoss',
      label: 'discriminator',
      role: 'discriminator',
      chart: 'game',
      unit: 'nats',
      better: 'neither',
      meaning:
        'How badly D tells real from made. 1.39 is guessing and 0 is certainty; a steady middle is healthy.',
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
      label: 'made',
      role: 'generator',
      chart: 'score',
      better: 'neither',
      meaning: 'The same for reconstructions and samples. The nearer the two curves, the better the forgery.',
    },
  ],
  defaultsFor: (data) => ({
    ...autoencoderDefaults(data.kind),
    ...(data.kind === 'image' ? { batch: 64 } : { reconstructionWeight: 1, klWeight: 0.1 }),
    beta1: 0.5,
  }),
  networks(config, data) {
    const judge = { ...config, encoderWidth: config.discriminatorWidth, activation: 'leakyRelu' }
    return [
      ...encoderAndDecoder(config, data, { codeUnits: 2 * config.latentDim }),
      {
        id: 'discriminator',
        label: 'Discriminator',
        role: 'discriminator',
        input: data.shape,
        layers: encoderLayers(data.shape, judge, 1),
        scheme: 'glorot',
      },
    ]
  },
  flow: (config, data) => [
    ...autoencoderFlow(config, data),
    { kind: 'network', network: 'discriminator' },
    { kind: 'tensor', label: 'score', role: 'discriminator', shape: [1] },
  ],
  optimizers(config) {
    const settings = optimizerSettings(config, config.rate)
    return {
      encoder: { networks: ['encoder'], settings },
      decoder: { networks: ['decoder'], settings },
      discriminator: {
        networks: ['discriminator'],
        settings: optimizerSettings(config, config.discriminatorRate),
      },
    }
  },
  batchSize: (config) => config.batch,
  latentDim: (config) => config.latentDim,

  step(model, context) {
    const { config, networks } = model
    const optimizers = vaeGan.optimizers(config)
    const x = context.batch()
    const noise = context.normal([config.batch, config.latentDim])
    const drawn = context.normal([config.batch, config.latentDim])
    const decode = (z: Tensor) => networks.decoder!.apply(z, { training: true })
    const look = () => {
      const { mean: mu, logVariance } = posterior(model, x, false)
      const z = reparameterise(mu, logVariance, noise)
      return { mu, z, drawing: networks.decoder!.apply(z) }
    }
    const before = context.stage && look()
    context.stage?.(vaeGanStages.batch, () => ({
      rows: [rows('x', 'real', x), rows('z drawn', 'latent', drawn)],
    }))
    context.stage?.(vaeGanStages.encode, () => ({ rows: [rows('μ', 'encoder', before!.mu)] }))
    context.stage?.(vaeGanStages.sample, () => ({ rows: [rows('z', 'latent', before!.z, before!.mu)] }))
    context.stage?.(vaeGanStages.decode, () => ({
      rows: [rows('x', 'real', x), rows('x̂', 'decoder', before!.drawing)],
    }))

    // 1. The encoder: reconstruct in D's eyes, stay near the prior.
    const encoded = minimise(model, 'encoder', optimizers.encoder!, () => {
      const q = posterior(model, x, true)
      const made = decode(reparameterise(q.mean, q.logVariance, noise))
      const featureError: Scalar = mean(halfSquaredError(features(model, x), features(model, made)))
      const kl: Scalar = mean(klStandardNormal(q.mean, q.logVariance))
      context.stage?.(vaeGanStages.losses, () => ({ numbers: curves(vaeGan.series, { featureError, kl }) }))
      return { loss: add(featureError, mul(kl, config.klWeight)), report: { featureError, kl } }
    })

    const encodedDrawing = context.stage && look()
    context.stage?.(vaeGanStages.updateEncoder, () => ({
      rows: [rows('z', 'latent', encodedDrawing!.z, before!.z)],
    }))

    const q = posterior(model, x, true)
    const codes = concat([reparameterise(q.mean, q.logVariance, noise), drawn], 0)

    // 2. The decoder: reconstruct in D's eyes, and pass for real.
    const decoded = minimise(model, 'decoder', optimizers.decoder!, () => {
      const made = decode(codes)
      const [reconstructed] = split(made, 2) as [Tensor, Tensor]
      const error = mean(halfSquaredError(features(model, x), features(model, reconstructed)))
      const fake = logits(model, made)
      const generatorLoss = nonSaturating.generator(fake, fake)
      context.stage?.(vaeGanStages.score, () => ({
        numbers: [number('D of made', 'generator', nonSaturating.probability(fake))],
        rows: [rows('made', 'generator', made)],
      }))
      return {
        loss: add(mul(error, config.reconstructionWeight), generatorLoss) as Scalar,
        report: { generatorLoss },
      }
    })

    context.stage?.(vaeGanStages.updateDecoder, () => ({
      numbers: curves(vaeGan.series, decoded.report),
      rows: [rows('x̂', 'decoder', look().drawing, encodedDrawing!.drawing)],
    }))

    // 3. The discriminator: real against reconstructed and drawn.
    const made = decode(codes)
    const judged = minimise(model, 'discriminator', optimizers.discriminator!, () => {
      const [real, fake] = [logits(model, x), logits(model, made)]
      const realScore = mean(nonSaturating.probability(real)) as Scalar
      const fakeScore = mean(nonSaturating.probability(fake)) as Scalar
      context.stage?.(vaeGanStages.scoreAgain, () => ({
        numbers: [number('D of real', 'real', realScore), number('D of made', 'generator', fakeScore)],
      }))
      return { loss: nonSaturating.discriminator(real, fake), report: { realScore, fakeScore } }
    })
    context.stage?.(vaeGanStages.updateDiscriminator, () => ({
      numbers: curves(vaeGan.series, { discriminatorLoss: judged.loss }),
    }))
    return { ...encoded.report, ...decoded.report, discriminatorLoss: judged.loss, ...judged.report }
  },

  sample: (model, z) => model.networks.decoder!.apply(z),
  decode: (model, z) => model.networks.decoder!.apply(z),
  encode: (model, x) => tidy(() => posterior(model, x, false).mean),
  reconstruct: (model, x) => tidy(() => model.networks.decoder!.apply(posterior(model, x, false).mean)),
  posterior: (model, x) => ({
    ...posterior(model, x, false),
    decode: (z) => model.networks.decoder!.apply(z),
  }),
  score: (model, x) => tidy(() => nonSaturating.probability(logits(model, x, false))),
  critic: (model, x) => tidy(() => logits(model, x, false)),
}
