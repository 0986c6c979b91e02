import { add, concat, reshape, stack, sub, type Tensor, tidy, tile } from '@tensorflow/tfjs-core'
import type { Noise } from '../../core/family'
import {
  importanceWeightedBound,
  klStandardNormal,
  logNormal,
  perExample,
  reparameterise,
} from '../../losses/elbo'
import { logLikelihood, type VaeModel } from './decoder'
import { type Gaussian, posterior } from './posterior'
import { logPrior } from './prior'

/** log q(z | x) − log p(z) of each example, in nats: KL by one sample, exactly where there is a formula. */
export function klOf(model: VaeModel, q: Gaussian, z: Tensor, training: boolean): Tensor {
  if (model.config.prior === 'normal') return klStandardNormal(q.mean, q.logVariance)
  return sub(perExample(logNormal(z, q.mean, q.logVariance)), logPrior(model, z, training))
}

/** log p(x, z_k | y) − log q(z_k | x, y) for K samples of each example: `[K, n]`. */
export function importanceWeights(model: VaeModel, x: Tensor, y: Tensor | undefined, noise: Tensor): Tensor {
  const [count, rows] = noise.shape as [number, number, number]
  const repeat = (value: Tensor) => tile(value, [count, ...value.shape.slice(1).map(() => 1)])
  const q = posterior(model, x, y, true)
  const [mu, logVariance] = [repeat(q.mean), repeat(q.logVariance)]
  const z = reparameterise(mu, logVariance, reshape(noise, mu.shape))
  const joint = add(
    logLikelihood(model, repeatRows(x, count), z, y && repeat(y), true),
    logPrior(model, z, true),
  )
  return reshape(sub(joint, perExample(logNormal(z, mu, logVariance))), [count, rows])
}

export const repeatRows = (x: Tensor, count: number) =>
  concat(
    Array.from({ length: count }, () => x),
    0,
  )

/** The bound on log p(x | y), in nats an example `[n]`, with fresh noise. */
export function boundOf(model: VaeModel, x: Tensor, y: Tensor | undefined, noise: Noise): Tensor {
  const q = posterior(model, x, y, false)
  const count = model.config.bound === 'iwae' ? model.config.importanceSamples : 1
  const weights = Array.from({ length: count }, () =>
    tidy(() => {
      const z = reparameterise(q.mean, q.logVariance, noise.normal(q.mean.shape))
      const likelihood = logLikelihood(model, x, z, y, false)
      if (count === 1) return sub(likelihood, klOf(model, q, z, false))
      const ratio = sub(logPrior(model, z, false), perExample(logNormal(z, q.mean, q.logVariance)))
      return add(likelihood, ratio)
    }),
  )
  return importanceWeightedBound(stack(weights))
}
