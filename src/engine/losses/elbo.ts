import { add, exp, mul, softplus, square, sub, sum, type Tensor } from '@tensorflow/tfjs-core'

/** Sum over all axes but the first: `[batch, …]` → `[batch]`. */
function perExample(x: Tensor): Tensor {
  return sum(x, x.shape.map((_, axis) => axis).slice(1))
}

/**
 * log Bernoulli(x; σ(l)) = Σ x·l − softplus(l), in nats an example. `x`, `logits`: `[batch, …]`, x in [0, 1] → `[batch]`.
 * A likelihood for binary x only (Kingma & Welling 2014, appendix C.1).
 */
export function bernoulliLogLikelihood(x: Tensor, logits: Tensor): Tensor {
  return perExample(sub(mul(x, logits), softplus(logits)))
}

/**
 * log N(x; μ, σ² I) = −½ Σ [((x − μ)/σ)² + log 2πσ²], in nats an example. `x`, `mean`: `[batch, …]` → `[batch]`;
 * `deviation` is σ (Kingma & Welling 2014, appendix C.2).
 */
export function gaussianLogLikelihood(x: Tensor, mean: Tensor, deviation: number): Tensor {
  const standardised = mul(sub(x, mean), 1 / deviation)
  return perExample(mul(add(square(standardised), Math.log(2 * Math.PI * deviation * deviation)), -0.5))
}

/**
 * KL(N(μ, σ² I) ‖ N(0, I)) = ½ Σ (μ² + σ² − 1 − log σ²), in nats an example. `mean`, `logVariance`:
 * `[batch, latentDim]` → `[batch]` (Kingma & Welling 2014, appendix B).
 */
export function klStandardNormal(mean: Tensor, logVariance: Tensor): Tensor {
  return perExample(mul(sub(add(square(mean), exp(logVariance)), add(logVariance, 1)), 0.5))
}

/** z = μ + σ ε with ε ~ N(0, I): the reparameterisation (Kingma & Welling 2014, § 2.4). All `[batch, latentDim]`. */
export function reparameterise(mean: Tensor, logVariance: Tensor, noise: Tensor): Tensor {
  return add(mean, mul(exp(mul(logVariance, 0.5)), noise))
}
