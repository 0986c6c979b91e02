import {
  add,
  cast,
  less,
  logSoftmax,
  reshape,
  sigmoid,
  softplus,
  split,
  sub,
  sum,
  type Tensor,
} from '@tensorflow/tfjs-core'
import type { DatasetEntry } from '../../../protocol/catalogue'
import { bernoulliLogLikelihood } from '../../losses/likelihoods'
import { type Mixture, mixtureLogDensity, mixtureQuantile, normalCdf } from '../../losses/normal-cdf'

/**
 * p(x_d | x_<d) for every site d, from the network's output `raw`. Pixels are black or white, points continuous.
 */
export interface Conditionals {
  /** Numbers that the network gives for one coordinate. */
  heads: number
  /** log p(x) = Σ_d log p(x_d | x_<d) in nats: `[n]`. */
  logLikelihood(x: Tensor, raw: Tensor): Tensor
  /** The value of some sites as a function of z ~ N(0, 1), of z's shape; `raw` holds these sites only. */
  draw(z: Tensor, raw: Tensor): Tensor
}

/** x_d = 1 with probability σ(raw_d). A draw is [Φ(z) < σ(raw)]. */
const bernoulli: Conditionals = {
  heads: 1,
  logLikelihood: bernoulliLogLikelihood,
  draw: (z, raw) => cast(less(normalCdf(z), sigmoid(raw)), 'float32'),
}

/** σ of a coordinate stays above this, in the data's units: a single point would otherwise get an infinite density. */
const leastLogDeviation = Math.log(0.01)

/** x_d from K Gaussians: K weights, K means, K log deviations, in this order for each coordinate. */
function gaussians(count: number): Conditionals {
  const mixtures = (raw: Tensor): Mixture => {
    const sites = raw.size / (3 * count)
    const rows = reshape(raw, [sites, 3 * count])
    const [weights, mean, logDeviation] = split(rows, 3, 1) as [Tensor, Tensor, Tensor]
    const floored = add(softplus(sub(logDeviation, leastLogDeviation)), leastLogDeviation)
    return { logWeights: logSoftmax(weights), mean, logDeviation: floored }
  }
  return {
    heads: 3 * count,
    logLikelihood: (x, raw) =>
      sum(reshape(mixtureLogDensity(reshape(x, [x.size, 1]), mixtures(raw)), x.shape), 1),
    draw: (z, raw) => reshape(mixtureQuantile(normalCdf(reshape(z, [z.size, 1])), mixtures(raw)), z.shape),
  }
}

export function conditionalsFor(data: DatasetEntry, components: number): Conditionals {
  return data.kind === 'image' ? bernoulli : gaussians(components)
}
