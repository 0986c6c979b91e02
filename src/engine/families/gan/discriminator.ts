import {
  add,
  concat,
  fill,
  maximum,
  mul,
  ones,
  reshape,
  slice,
  split,
  type Tensor,
  type Tensor1D,
} from '@tensorflow/tfjs-core'
import type { Model, StepContext } from '../../core/family'
import type { ApplyOptions } from '../../networks/network'
import { spectrallyNormalised } from '../../networks/spectral'
import { diffAugment } from './augment'
import { logitOf, pack } from './heads'
import { oneHotRows } from './latent'
import { discriminatorLabels, flatInput } from './networks'
import type { GanConfig } from './schema'

/** How D is asked: what is done to an example before D sees it, and what D's outputs then mean. */

/** Noise on D's inputs that fades linearly: σ(t) = σ₀ max(0, 1 − t / T) (Sønderby et al. 2017, § 3.2). */
export function noiseDeviation(config: GanConfig, step: number): number {
  if (!config.instanceNoise) return 0
  return config.instanceNoiseDeviation * Math.max(0, 1 - step / config.instanceNoiseSteps)
}

/** x as D sees it while training, real or generated: augmented, blurred by instance noise. Same shape as x. */
export function seen(model: Model<GanConfig>, x: Tensor, context: StepContext): Tensor {
  const { config, data } = model
  let y = x
  if (config.augment && data.kind === 'image')
    y = diffAugment(
      y,
      {
        colour: config.augmentColour,
        translation: config.augmentTranslation,
        cutout: config.augmentCutout,
      },
      context.rng,
    )
  const deviation = noiseDeviation(config, context.step)
  return deviation > 0 ? add(y, mul(context.normal(x.shape), deviation)) : y
}

/** Examples as D takes them, in packs: `[n / packing, …]`, flat where D takes a vector. */
export function packed(model: Model<GanConfig>, x: Tensor): Tensor {
  const { config, data } = model
  const flat = flatInput(config, data) ? reshape(x, [x.shape[0]!, -1]) : x
  return pack(flat, config.packing)
}

/** D's outputs `[packs, outputs]` for packed examples and the classes `[n, classes]` of their members. */
export function discriminate(model: Model<GanConfig>, packs: Tensor, condition: Tensor | null): Tensor {
  return apply(model, told(model, packs, condition), { training: true })
}

/** Packed examples and the classes of their members. */
export interface Asked {
  packs: Tensor
  condition: Tensor | null
}

/**
 * The same for real and for generated examples: one pass of both where D treats each example alone, which reads the
 * weights once; two where D looks at a batch as a whole (batch norm, minibatch deviation), since real and generated
 * ones must not mix there.
 */
export function discriminateBoth(model: Model<GanConfig>, real: Asked, fake: Asked): [Tensor, Tensor] {
  if (!model.networks.discriminator!.keepsExamplesApart)
    return [discriminate(model, real.packs, real.condition), discriminate(model, fake.packs, fake.condition)]
  const inputs = [real, fake].map(({ packs, condition }) => told(model, packs, condition))
  const sizes = inputs.map((input) => input.shape[0]!)
  return split(apply(model, concat(inputs, 0), { training: true }), sizes) as [Tensor, Tensor]
}

/** What D takes: packs, with their classes where it is told them. */
function told({ config, data }: Model<GanConfig>, packs: Tensor, condition: Tensor | null): Tensor {
  const labels = condition && discriminatorLabels(config, data) > 0
  return labels ? withLabels(packs, pack(condition, config.packing)) : packs
}

/** D itself, its kernels divided by their norms where they are to be. */
function apply({ config, networks, state }: Model<GanConfig>, input: Tensor, options: ApplyOptions): Tensor {
  const weight = config.spectralNorm ? spectrallyNormalised(state) : undefined
  return networks.discriminator!.apply(input, { ...options, weight })
}

/** Appends the classes: to a vector as they are, to an image as constant planes. */
function withLabels(x: Tensor, labels: Tensor): Tensor {
  if (x.rank === 2) return concat([x, labels], 1)
  const [n, height, width] = x.shape as [number, number, number]
  const planes = mul(ones([n, height, width, 1]), reshape(labels, [n, 1, 1, labels.shape[1]!]))
  return concat([x, planes], 3)
}

/**
 * s of single examples outside training, `[n]`: each is judged in a pack of itself and its neighbours in the batch, and
 * under every class in turn where D is told one; the class under which it looks most real counts. `batchStatistics`: by those of x.
 */
export function judge(model: Model<GanConfig>, x: Tensor, batchStatistics = false): Tensor {
  const { config, data } = model
  const flat = flatInput(config, data) ? reshape(x, [x.shape[0]!, -1]) : x
  const neighbours = Array.from({ length: config.packing }, (_, shift) => rolled(flat, shift))
  const packs = concat(neighbours, flat.rank - 1)
  const classes = discriminatorLabels(config, data)
  const under = (input: Tensor) => logitOf(config, apply(model, input, { batchStatistics }), null)
  if (!classes) return under(packs)
  return Array.from({ length: classes }, (_, label) => {
    const told = oneHotRows(fill([x.shape[0]!], label, 'int32') as Tensor1D, classes)
    return under(
      withLabels(
        packs,
        concat(
          neighbours.map(() => told),
          1,
        ),
      ),
    )
  }).reduce((best, next) => maximum(best, next))
}

/** D's outputs for single examples outside training, `[n, outputs]`; for heads that are never packed. */
export function outputsOf(model: Model<GanConfig>, x: Tensor): Tensor {
  return apply(model, x, {})
}

/** Row i becomes row i − shift (cyclically). */
function rolled(x: Tensor, shift: number): Tensor {
  const n = x.shape[0]!
  const s = shift % n
  if (s === 0) return x
  const rest = x.shape.slice(1)
  const zeros = rest.map(() => 0)
  return concat([slice(x, [n - s, ...zeros], [s, ...rest]), slice(x, [0, ...zeros], [n - s, ...rest])], 0)
}
