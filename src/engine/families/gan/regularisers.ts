import { add, clipByValue, mul, type Scalar, type Tensor, tidy } from '@tensorflow/tfjs-core'
import type { Model, StepContext } from '../../core/family'
import {
  around,
  between,
  type Critic,
  oneCentredPenalty,
  perExample,
  zeroCentredPenalty,
} from '../../losses/penalties'
import type { GanConfig } from './schema'

/** What is added to D's loss: λ GP + γ₁ R₁ + γ₂ R₂ + λ DRAGAN, as far as switched on; null where nothing is. */
export type Regulariser = (critic: Critic) => Scalar | null

/**
 * Draws what the penalties need, and returns their weighted sum as a function of the critic. `real`, `fake`: packs as D
 * sees them, of one shape.
 */
export function regulariser(
  { config }: Model<GanConfig>,
  real: Tensor,
  fake: Tensor,
  context: StepContext,
): Regulariser {
  const terms: ((critic: Critic) => Scalar)[] = []
  if (config.gradientPenalty) {
    const x = between(real, fake, context.uniform(perExample(real)))
    terms.push((critic) => mul(oneCentredPenalty(critic, x), config.gradientPenaltyWeight))
  }
  if (config.r1) terms.push((critic) => mul(zeroCentredPenalty(critic, real), config.r1Weight))
  if (config.r2) terms.push((critic) => mul(zeroCentredPenalty(critic, fake), config.r2Weight))
  if (config.dragan) {
    const x = around(real, context.uniform(real.shape), context.uniform(perExample(real)))
    terms.push((critic) => mul(oneCentredPenalty(critic, x), config.draganWeight))
  }
  return (critic) =>
    terms.length ? terms.map((term) => term(critic)).reduce((sum, next) => add(sum, next)) : null
}

/** The first penalty on D's slope that is switched on. */
export function penaltyName(config: GanConfig): string | undefined {
  if (config.gradientPenalty) return 'the gradient penalty'
  if (config.r1) return 'the R₁ penalty'
  if (config.r2) return 'the R₂ penalty'
  return config.dragan ? 'the DRAGAN penalty' : undefined
}

/** w ← clip(w, −c, c) for every weight of D (Arjovsky et al. 2017, algorithm 1). */
export function clipWeights(model: Model<GanConfig>): void {
  const { clipLimit } = model.config
  for (const weight of model.networks.discriminator!.trainable.values())
    tidy(() => weight.assign(clipByValue(weight, -clipLimit, clipLimit) as never))
}
