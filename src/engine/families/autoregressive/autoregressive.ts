import {
  cast,
  less,
  mean,
  neg,
  pad,
  reshape,
  type Scalar,
  sigmoid,
  slice,
  type Tensor,
  tidy,
} from '@tensorflow/tfjs-core'
import type { DatasetEntry } from '../../../protocol/catalogue'
import type { Family, Model, Noise } from '../../core/family'
import { curves, rows, type StageRows } from '../../core/stage'
import { product } from '../../networks/layer'
import { minimise } from '../../training/minimise'
import { optimizerSettings } from '../training-settings'
import { conditionalsFor } from './conditionals'
import { drawAll, drawSites, type SiteDraw } from './draw'
import { made, pixelCnn, pixelCnnReach } from './networks'
import { type AutoregressiveConfig, schema } from './schema'
import { autoregressiveStages as stages } from './stages'

type ArModel = Model<AutoregressiveConfig>

const conditionals = ({ config, data }: Pick<ArModel, 'config' | 'data'>) =>
  conditionalsFor(data, config.components)

/** Images drawn black or white with their grey as the probability; points as they are. */
function observed(data: DatasetEntry, x: Tensor, noise: Noise): Tensor {
  return data.kind === 'image' ? cast(less(noise.uniform(x.shape), x), 'float32') : x
}

const isPixelCnn = (config: AutoregressiveConfig, data: DatasetEntry) =>
  data.kind === 'image' && config.architecture === 'pixelcnn'

/** log p(x) of each example, exactly, in nats. */
function logLikelihood(model: ArModel, x: Tensor, training: boolean): Tensor {
  return conditionals(model).logLikelihood(x, model.networks.network!.apply(x, { training }))
}

/** For slow motion: the probability of white at each pixel, or the network's raw numbers for points. */
function predicted(model: ArModel, x: Tensor): StageRows[] {
  const raw = model.networks.network!.apply(x)
  return model.data.kind === 'image'
    ? [rows('p(white)', 'decoder', sigmoid(raw))]
    : [rows('parameters of p(x next)', 'decoder', raw)]
}

/** One site at a time from z `[n, D]`: a PixelCNN sees a window around a pixel, a MADE all numbers before one. */
function siteDraw(model: ArModel, z: Tensor): SiteDraw {
  const { config, data, networks } = model
  const { heads, draw } = conditionals(model)
  const n = z.shape[0]!
  const [height = 1, width = 1, channels = 1] = data.kind === 'image' ? data.shape : [1, ...data.shape]
  if (isPixelCnn(config, data))
    return {
      shape: [height, width, channels],
      reach: pixelCnnReach(config.depth),
      draw(window, row, column, site) {
        const raw = slice(networks.network!.apply(window), [0, row, column, 0], [n, 1, 1, channels])
        return draw(reshape(slice(z, [0, site * channels], [n, channels]), raw.shape), raw)
      },
    }
  return {
    shape: [height, width * channels, 1],
    reach: Number.POSITIVE_INFINITY,
    draw(window, row, _column, site) {
      const below: [number, number] = [0, height - 1 - row] // rows not yet reached are 0
      const x = reshape(pad(window, [[0, 0], below, [0, 0], [0, 0]]), [n, ...data.shape])
      const raw = slice(reshape(networks.network!.apply(x), [n, -1]), [0, site * heads], [n, heads])
      return reshape(draw(slice(z, [0, site], [n, 1]), raw), [n, 1, 1, 1])
    },
  }
}

/** The same steps with examples of the data's own shape. */
function* stepsOf(model: ArModel, z: Tensor) {
  for (const { x, drawn, total } of drawSites(z.shape[0]!, siteDraw(model, z))) {
    const shaped = reshape(x, [z.shape[0]!, ...model.data.shape])
    x.dispose()
    yield { x: shaped, drawn, total }
  }
}

/**
 * Autoregressive model. The chain rule, one number after another in reading order:
 *
 *   log p(x) = Σ_d log p(x_d | x_1 … x_{d−1})
 *
 * One network gives all conditionals at once, because masks hide from each what comes after it. So the likelihood is
 * exact, and a sample takes one pass for each number. MADE masks an MLP (Germain et al. 2015), PixelCNN convolutions (van den
 * Oord et al. 2016). Pixels are binary (drawn anew from their grey at each step), coordinates follow mixtures of Gaussians.
 * A sample is a function of z ~ N(0, I) `[n, D]`: each number is the quantile Φ(z_d) of its conditional.
 */
export const autoregressive: Family<AutoregressiveConfig> = {
  id: 'autoregressive',
  label: 'Autoregressive',
  name: 'Autoregressive model',
  summary:
    'Predicts each pixel (or coordinate) from those before it. It knows the likelihood of an example exactly, ' +
    'has no code and no game, and draws one number after the other.',
  paper: {
    authors: 'Germain et al.',
    year: 2015,
    title: 'MADE: Masked Autoencoder for Distribution Estimation',
    url: 'https://arxiv.org/abs/1502.03509',
  },
  schema,
  series: [
    {
      id: 'negativeLogLikelihood',
      label: '−log p(x)',
      role: 'decoder',
      chart: 'loss',
      unit: 'nats',
      better: 'lower',
      meaning:
        'The exact surprise of an example. Binarised MNIST: about 89 nats for a large MADE, 81 for a PixelCNN (Germain et al. 2015; van den Oord et al. 2016), with fixed binarisation. For points it is a density and may be negative.',
    },
  ],
  defaultsFor: (data) =>
    data.kind === 'points' ? { width: 128, depth: 2, batch: 256, rate: 2e-3 } : { batch: 64 },
  networks: (config, data) => {
    const { heads } = conditionals({ config, data })
    const convolutional = isPixelCnn(config, data)
    return [
      {
        id: 'network',
        label: convolutional ? 'PixelCNN' : 'MADE',
        role: 'decoder',
        input: data.shape,
        layers: convolutional ? pixelCnn(config, data.shape[2]!) : made(data.shape, config, heads),
        scheme: 'glorot',
      },
    ]
  },
  flow: (_config, data) => [
    { kind: 'tensor', label: 'x before', role: 'real', shape: data.shape },
    { kind: 'network', network: 'network' },
    { kind: 'tensor', label: 'p(x next)', role: 'decoder', shape: data.shape },
  ],
  optimizers: (config) => ({
    likelihood: { networks: ['network'], settings: optimizerSettings(config, config.rate) },
  }),
  batchSize: (config) => config.batch,
  latentDim: (_config, data) => product(data.shape),

  step(model, context) {
    const x = observed(model.data, context.batch(), context)
    const { likelihood } = autoregressive.optimizers(model.config)
    const before = context.stage && predicted(model, x)
    context.stage?.(stages.batch, () => ({ rows: [rows('x', 'real', x)] }))
    const { loss } = minimise(model, 'likelihood', likelihood!, () => {
      context.stage?.(stages.predict, () => ({ rows: before }))
      const surprise = neg(mean(logLikelihood(model, x, true))) as Scalar
      context.stage?.(stages.losses, () => ({
        numbers: curves(autoregressive.series, { negativeLogLikelihood: surprise }),
      }))
      return { loss: surprise }
    })
    context.stage?.(stages.update, () => ({
      rows: predicted(model, x).map((entry, i) => ({ ...entry, before: before![i]!.of })),
    }))
    return { negativeLogLikelihood: loss }
  },

  sample: (model, z) => tidy(() => drawAll(stepsOf(model, z))),
  sampleSteps: (model, z) => stepsOf(model, z),
  binarisation: (_config, data) => (data.kind === 'image' ? 'dynamic' : 'none'),
  elbo: (model, x, noise) => tidy(() => logLikelihood(model, observed(model.data, x, noise), false)),
}
