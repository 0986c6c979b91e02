import { expandDims, logSumExp, mean, type Scalar, sub, sum, type Tensor } from '@tensorflow/tfjs-core'
import { logNormal, logStandardNormal, perExample } from './elbo'

/** The three parts of the mean KL(q(z | x) ‖ N(0, I)), in nats. */
export interface KlParts {
  /** I(x; z): what the code says about the example. */
  mutualInformation: Scalar
  /** KL(q(z) ‖ Π_d q(z_d)): how far the dimensions depend on each other. */
  totalCorrelation: Scalar
  /** Σ_d KL(q(z_d) ‖ N(0, 1)): how far each dimension is from the prior. */
  dimensionwise: Scalar
}

/**
 * E_x KL(q(z | x) ‖ p(z)) taken apart, by minibatch-weighted sampling: with M examples of N,
 *
 *   log q(zᵢ) ≈ log Σ_j q(zᵢ | xⱼ) − log(N M),   log q(zᵢ_d) likewise for each dimension.
 *
 * `z`, `mu`, `logVariance`: `[M, latentDim]`, z drawn from its own row; `count` is N. The three parts add up to
 * mean log q(z | x) − log p(z) exactly. The estimate is biased: only differences within a run tell something.
 * (Chen et al. 2018, eq. 2, eq. 5 and appendix C.)
 */
export function klParts(z: Tensor, mu: Tensor, logVariance: Tensor, count: number): KlParts {
  const offset = Math.log(count * z.shape[0]!)
  // [i, j, d]: log q(zᵢ_d | xⱼ)
  const each = logNormal(expandDims(z, 1), expandDims(mu, 0), expandDims(logVariance, 0))
  const joint = sub(logSumExp(sum(each, 2), 1), offset)
  const marginals = perExample(sub(logSumExp(each, 1), offset))
  return {
    mutualInformation: mean(sub(perExample(logNormal(z, mu, logVariance)), joint)),
    totalCorrelation: mean(sub(joint, marginals)),
    dimensionwise: mean(sub(marginals, logStandardNormal(z))),
  }
}
