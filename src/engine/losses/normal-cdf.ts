import {
  add,
  div,
  erf,
  exp,
  greater,
  logSumExp,
  mul,
  onesLike,
  sub,
  sum,
  type Tensor,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core'
import { logNormal } from './elbo'

/** Φ(z), each element. */
export function normalCdf(z: Tensor): Tensor {
  return mul(add(erf(mul(z, Math.SQRT1_2)), 1), 0.5)
}

/** One-dimensional Gaussian mixtures, one in each row: all `[n, K]`; `logWeights` sum to one after exp. */
export interface Mixture {
  logWeights: Tensor
  mean: Tensor
  logDeviation: Tensor
}

/** log Σ_k π_k N(x; μ_k, σ_k²) in nats: x `[n, 1]` → `[n]`. */
export function mixtureLogDensity(x: Tensor, { logWeights, mean, logDeviation }: Mixture): Tensor {
  return logSumExp(add(logWeights, logNormal(x, mean, mul(logDeviation, 2))), 1)
}

/** Σ_k π_k Φ((x − μ_k)/σ_k): x `[n, 1]` → `[n, 1]`. */
export function mixtureCdf(x: Tensor, { logWeights, mean, logDeviation }: Mixture): Tensor {
  return sum(mul(exp(logWeights), normalCdf(div(sub(x, mean), exp(logDeviation)))), 1, true)
}

/** Halvings of the bracket: 2⁻³⁰ of it is left, below float32's resolution of a coordinate. */
const halvings = 30
/** Bisection looks within this distance of 0. */
const reach = 64

/** The value below which the mixture has the mass u, by bisection: u in (0, 1) `[n, 1]` → `[n, 1]`. */
export function mixtureQuantile(u: Tensor, mixture: Mixture): Tensor {
  let low: Tensor = mul(onesLike(u), -reach)
  let high: Tensor = add(zerosLike(u), reach)
  for (let i = 0; i < halvings; i++) {
    const middle: Tensor = mul(add(low, high), 0.5)
    const below = greater(u, mixtureCdf(middle, mixture))
    low = where(below, middle, low)
    high = where(below, high, middle)
  }
  return mul(add(low, high), 0.5)
}
