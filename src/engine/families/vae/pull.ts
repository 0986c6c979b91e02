import {
  abs,
  add,
  cast,
  greater,
  moments,
  mul,
  type Scalar,
  sub,
  sum,
  type Tensor,
} from '@tensorflow/tfjs-core'
import { freeBits, klPerDimension } from '../../losses/elbo'
import { klCapacity, klWeight } from '../../losses/kl-schedule'
import { mmd } from '../../losses/mmd'
import { klParts } from '../../losses/total-correlation'
import type { Objective } from '../../training/minimise'
import type { VaeModel } from './decoder'
import type { Gaussian } from './posterior'
import { fromPrior } from './prior'

/** The KL term of the loss as the settings weigh it, with the parts that are worth a curve. `kl`: its mean, in nats. */
export function pull(
  model: VaeModel,
  step: number,
  q: Gaussian,
  z: Tensor,
  kl: Scalar,
  crowd: Tensor,
): Objective {
  const { config, data } = model
  const beta = klWeight(config, step)
  if (config.divergence === 'mmd') {
    const discrepancy = mmd(z, fromPrior(model, crowd))
    return { loss: mul(discrepancy, config.mmdWeight), report: { mmd: discrepancy } }
  }
  if (config.divergence === 'tc') {
    const parts = klParts(z, q.mean, q.logVariance, data.count)
    const { mutualInformation, totalCorrelation, dimensionwise } = parts
    const weighted: Scalar = add(add(mutualInformation, mul(totalCorrelation, beta)), dimensionwise)
    return { loss: weighted, report: { totalCorrelation } }
  }
  switch (config.klRule) {
    case 'freeBits':
      return { loss: mul(freeBits(klPerDimension(q.mean, q.logVariance), config.freeBits), beta) }
    case 'capacity':
      return { loss: mul(abs(sub(kl, klCapacity(config.capacity, config.capacitySteps, step))), beta) }
    default:
      return { loss: mul(kl, beta) }
  }
}

/** Latent dimensions whose mean has a variance above 0.01 over the batch (Burda et al. 2016, § 5.2). */
export const activeUnits = (mu: Tensor): Scalar =>
  sum(cast(greater(moments(mu, 0).variance, 0.01), 'float32'))
