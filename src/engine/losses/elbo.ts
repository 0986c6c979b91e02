import {
  add,
  exp,
  logSumExp,
  maximum,
  mean,
  mul,
  type Scalar,
  square,
  sub,
  sum,
  type Tensor,
} from '@tensorflow/tfjs-core'

/** Sum over all axes but the first: `[batch, …]` → `[batch]`. */
export function perExample(x: Tensor): Tensor {
  return sum(x, x.shape.map((_, axis) => axis).slice(1))
}

/**
 * log N(x; μ, σ²) of each element, in nats: −½ [(x − μ)² / σ² + log σ² + log 2π]. Shapes broadcast.
 */
export function logNormal(x: Tensor, mu: Tensor, logVariance: Tensor): Tensor {
  const squared = mul(square(sub(x, mu)), exp(mul(logVariance, -1)))
  return mul(add(add(squared, logVariance), Math.log(2 * Math.PI)), -0.5)
}

/** log N(z; 0, I) in nats an example: −½ Σ (z² + log 2π). `[batch, latentDim]` → `[batch]`. */
export function logStandardNormal(z: Tensor): Tensor {
  return perExample(mul(add(square(z), Math.log(2 * Math.PI)), -0.5))
}

/**
 * KL(N(μ, σ² I) ‖ N(0, I)) of each latent dimension: ½ (μ² + σ² − 1 − log σ²), in nats. `mean`, `logVariance`:
 * `[batch, latentDim]` → the same (Kingma & Welling 2014, appendix B).
 */
export function klPerDimension(mu: Tensor, logVariance: Tensor): Tensor {
  return mul(sub(add(square(mu), exp(logVariance)), add(logVariance, 1)), 0.5)
}

/** The same summed over the dimensions, in nats an example: `[batch, latentDim]` → `[batch]`. */
export function klStandardNormal(mu: Tensor, logVariance: Tensor): Tensor {
  return perExample(klPerDimension(mu, logVariance))
}

/** z = μ + σ ε with ε ~ N(0, I): the reparameterisation (Kingma & Welling 2014, § 2.4). All `[batch, latentDim]`. */
export function reparameterise(mu: Tensor, logVariance: Tensor, noise: Tensor): Tensor {
  return add(mu, mul(exp(mul(logVariance, 0.5)), noise))
}

/**
 * The importance-weighted bound log (1/K) Σ_k w_k, in nats an example, from log w_k = log p(x, z_k) − log q(z_k | x).
 * `logWeights`: `[K, batch]` → `[batch]`. K = 1 is the evidence lower bound; it tightens towards log p(x) as K grows
 * (Burda, Grosse & Salakhutdinov 2016, eq. 8).
 */
export function importanceWeightedBound(logWeights: Tensor): Tensor {
  return sub(logSumExp(logWeights, 0), Math.log(logWeights.shape[0]!))
}

/**
 * Free bits: Σ_d max(λ, KL_d), the mean over the batch taken first. `kl`: `[batch, latentDim]` in nats, `floor` = λ
 * in nats a dimension → scalar. Below λ a dimension costs nothing, so it is not pressed flat at the beginning
 * (Kingma et al. 2016, eq. 15).
 */
export function freeBits(kl: Tensor, floor: number): Scalar {
  return sum(maximum(mean(kl, 0), floor))
}
