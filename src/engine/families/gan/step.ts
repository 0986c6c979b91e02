import {
  add,
  argMax,
  cast,
  equal,
  mean,
  mul,
  type Scalar,
  slice,
  type Tensor,
  type Tensor1D,
  tensor1d,
} from '@tensorflow/tfjs-core'
import type { Model, StepContext } from '../../core/family'
import { curves, number, rows } from '../../core/stage'
import { adversarialLosses } from '../../losses/adversarial'
import { powerIteration } from '../../networks/spectral'
import { moveAverage } from '../../training/ema'
import { minimise, type Objective } from '../../training/minimise'
import { discriminate, discriminateBoth, packed, seen } from './discriminator'
import { classLogits, codeLoss, crossEntropy, logitOf } from './heads'
import { conditionClasses, continuousCodes, joinLatent, oneHotRows, uniformCode } from './latent'
import { clipWeights, regulariser } from './regularisers'
import { type GanConfig, ganOptimizer } from './schema'
import { ganSeries } from './series'
import { ganStages } from './stages'

type Scalars = Record<string, Scalar>

/** One batch of forgeries to be: noise, and the class or code that each is to show. */
interface Draw {
  z: Tensor
  condition: Tensor | null
}

/** Real examples with their one-hot classes where G and D are conditioned on them. */
interface RealBatch {
  x: Tensor
  labels: Tensor1D | null
  condition: Tensor | null
}

/**
 * One iteration: `discriminatorSteps` updates of D, each on a fresh batch, then `generatorSteps` of G, then the moving
 * average (Goodfellow et al. 2014, algorithm 1).
 */
export function ganStep(model: Model<GanConfig>, context: StepContext): Scalars {
  const { config, networks, optimizers } = model
  let real = realBatch(model, context)
  let d = updateDiscriminator(model, context, real)
  for (let i = 1; i < config.discriminatorSteps; i++) {
    real = realBatch(model, context)
    d = updateDiscriminator(model, context, real)
  }
  let g = updateGenerator(model, context, real)
  for (let i = 1; i < config.generatorSteps; i++) g = updateGenerator(model, context, real)

  if (networks.generatorAverage) {
    moveAverage(
      networks.generatorAverage,
      networks.generator!,
      config.averageDecay,
      optimizers.generator!.iteration,
    )
    context.stage?.(ganStages.average)
  }
  return { ...g, ...d }
}

/** D learns on real and generated examples; G stands still. */
function updateDiscriminator(model: Model<GanConfig>, context: StepContext, batch: RealBatch): Scalars {
  const { config, networks } = model
  const loss = adversarialLosses[config.loss]
  const draw = drawLatent(model, context, batch)
  context.stage?.(ganStages.noise, () => ({ rows: [rows('z', 'latent', draw.z)] }))
  const real = packed(model, seen(model, batch.x, context))
  const made = generate(model, draw)
  context.stage?.(ganStages.generate, () => ({ rows: [rows('fake', 'generator', made)] }))
  const fake = packed(model, seen(model, made, context))
  const penalty = regulariser(model, real, fake, context)
  const labelled = config.conditioning === 'semiSupervised' ? labelledBatch(model, context) : null
  if (config.spectralNorm) powerIteration(networks.discriminator!.variables, model.state)

  const { report } = minimise(
    model,
    'discriminator',
    optimizer(config, 'discriminator', context.step),
    () => {
      const [realOutputs, fakeOutputs] = discriminateBoth(
        model,
        { packs: real, condition: batch.condition },
        { packs: fake, condition: draw.condition },
      )
      const realLogits = logitOf(config, realOutputs, batch.condition)
      const fakeLogits = logitOf(config, fakeOutputs, draw.condition)
      context.stage?.(ganStages.score, () => {
        const [onReal, onFake] = [loss.probability(realLogits), loss.probability(fakeLogits)]
        return {
          numbers: [number('D of real', 'real', onReal), number('D of generated', 'generator', onFake)],
          rows: [
            rows('real', 'real', batch.x),
            rows('D of real', 'real', onReal),
            rows('generated', 'generator', made),
            rows('D of generated', 'generator', onFake),
          ],
        }
      })
      const adversarial = loss.discriminator(realLogits, fakeLogits, 1 - config.labelSmoothing)
      const objective = new Sum(adversarial, {
        discriminatorLoss: adversarial,
        realScore: mean(loss.probability(realLogits)),
        fakeScore: mean(loss.probability(fakeLogits)),
      })
      objective.add(
        'penalty',
        penalty((x) => logitOf(config, discriminate(model, x, batch.condition), batch.condition)),
      )
      if (config.conditioning === 'classifier') {
        const named = (outputs: Tensor) => crossEntropy(classLogits(config, outputs)!, batch.condition!)
        objective.add('classLoss', add(named(realOutputs), named(fakeOutputs)), config.classWeight)
      }
      if (labelled)
        objective.add(
          'classLoss',
          crossEntropy(discriminate(model, labelled.x, null), labelled.condition),
          config.classWeight,
        )
      if (config.conditioning === 'codes')
        objective.add('codeLoss', codeLossOf(model, fakeOutputs, draw), config.codeWeight)
      const guesses = classLogits(config, realOutputs)
      if (guesses && batch.labels) objective.report.accuracy = accuracy(guesses, batch.labels)
      return objective
    },
  )
  if (config.clipping) clipWeights(model)
  context.stage?.(ganStages.updateDiscriminator, () => {
    const { realScore: _real, fakeScore: _fake, ...losses } = report // the scores were told before
    return { numbers: curves(ganSeries, losses) }
  })
  return report
}

/** G learns through D; D stands still. */
function updateGenerator(model: Model<GanConfig>, context: StepContext, batch: RealBatch): Scalars {
  const { config, networks } = model
  const loss = adversarialLosses[config.loss]
  const draw = drawLatent(model, context, batch)
  const real = loss.paired && packed(model, seen(model, batch.x, context))
  const drawing = () => networks.generator!.apply(joinLatent(config, draw.z, draw.condition))
  const before = context.stage && drawing()

  const { report } = minimise(model, 'generator', optimizer(config, 'generator', context.step), () => {
    const made = generate(model, draw)
    const fake = packed(model, seen(model, made, context))
    const outputs = discriminate(model, fake, draw.condition)
    const fakeLogits = logitOf(config, outputs, draw.condition)
    const realLogits = real
      ? logitOf(config, discriminate(model, real, batch.condition), batch.condition)
      : fakeLogits
    context.stage?.(ganStages.scoreAgain, () => {
      const onFake = loss.probability(fakeLogits)
      return {
        numbers: [number('D of generated', 'generator', onFake)],
        rows: [rows('generated', 'generator', made), rows('D of generated', 'generator', onFake)],
      }
    })
    const adversarial = loss.generator(fakeLogits, realLogits)
    const objective = new Sum(adversarial, { generatorLoss: adversarial })
    if (config.conditioning === 'classifier')
      objective.add('', crossEntropy(classLogits(config, outputs)!, draw.condition!), config.classWeight)
    if (config.conditioning === 'codes')
      objective.add('', codeLossOf(model, outputs, draw), config.codeWeight)
    return objective
  })
  context.stage?.(ganStages.updateGenerator, () => ({
    numbers: curves(ganSeries, report),
    rows: [rows('generated', 'generator', drawing(), before)],
  }))
  return report
}

/** A loss that grows by weighted terms, each reported by its name (unnamed ones are not). */
class Sum implements Objective {
  constructor(
    public loss: Scalar,
    readonly report: Scalars,
  ) {}

  add(name: string, term: Scalar | null, weight = 1): void {
    if (!term) return
    this.loss = add(this.loss, mul(term, weight))
    if (name) this.report[name] = term
  }
}

function optimizer(config: GanConfig, network: 'generator' | 'discriminator', step: number) {
  const rate = network === 'generator' ? config.generatorRate : config.discriminatorRate
  return { networks: [network], settings: ganOptimizer(config, rate, step) }
}

function generate(model: Model<GanConfig>, { z, condition }: Draw): Tensor {
  return model.networks.generator!.apply(joinLatent(model.config, z, condition), { training: true })
}

function realBatch(model: Model<GanConfig>, context: StepContext): RealBatch {
  const { config, data } = model
  const x = context.batch()
  const named = config.conditioning !== 'none' && config.conditioning !== 'codes'
  const labels = named ? context.labels() : null
  const told = labels && config.conditioning !== 'semiSupervised'
  return { x, labels, condition: told ? oneHotRows(labels, data.classes!.length) : null }
}

/** Noise with the classes of the real batch (so that their shares agree), or with codes of their own. */
function drawLatent(model: Model<GanConfig>, context: StepContext, batch: RealBatch): Draw {
  const { config, data } = model
  const z = context.normal([config.batch, config.latentDim + continuousCodes(config)])
  if (config.conditioning !== 'codes') return { z, condition: batch.condition }
  const classes = conditionClasses(config, data)
  const drawn = Int32Array.from({ length: config.batch }, () => context.rng.integer(classes))
  return { z, condition: oneHotRows(tensor1d(drawn, 'int32'), classes) }
}

function labelledBatch({ config, data }: Model<GanConfig>, context: StepContext) {
  const { x, labels } = context.labelled(config.labelledPerClass)
  return { x, condition: oneHotRows(labels, data.classes!.length) }
}

function codeLossOf({ config }: Model<GanConfig>, outputs: Tensor, { z, condition }: Draw): Scalar {
  const codes = continuousCodes(config)
  const continuous = codes ? uniformCode(slice(z, [0, config.latentDim], [-1, codes])) : null
  return codeLoss(config, outputs, condition!, continuous)
}

function accuracy(guesses: Tensor, labels: Tensor1D): Scalar {
  return mean(cast(equal(argMax(guesses, 1), labels), 'float32'))
}
