import {
  abs,
  add,
  clipByValue,
  div,
  exp,
  expm1,
  fill,
  greater,
  less,
  log,
  mul,
  neg,
  onesLike,
  sigmoid,
  softplus,
  split,
  square,
  sub,
  type Tensor,
  tanh,
  where,
} from '@tensorflow/tfjs-core'
import { perExample } from './elbo'
import { fusedLoss } from './fused'

/**
 * p(x | z) for one value x, from the numbers that a decoder gives for it. `raw` is the decoder's linear output,
 * `[batch, …, heads · channels]`; x is `[batch, …, channels]`. All results in nats.
 */
export interface Likelihood {
  /** Numbers a value: its location, or its location and its log scale. */
  heads: 1 | 2
  /** log p(x | raw) of each example: `[batch]`. */
  logLikelihood(x: Tensor, raw: Tensor, options: LikelihoodOptions): Tensor
  /** E[x | raw], of x's shape. */
  mean(raw: Tensor, options: LikelihoodOptions): Tensor
  /** σ of each value, of x's shape, where p(x | raw) is a Gaussian. */
  deviation?(raw: Tensor, options: LikelihoodOptions): Tensor
}

export interface LikelihoodOptions {
  /** σ of the Gaussian with fixed variance, in the data's units. */
  deviation: number
  /** True where x lies in [0, 1]: the location then passes a sigmoid. */
  bounded: boolean
}

/**
 * log Bernoulli(x; σ(l)) = Σ x·l − softplus(l), in nats an example. `x`, `logits`: `[batch, …]`, x in {0, 1} → `[batch]`
 * (Kingma & Welling 2014, appendix C.1).
 */
export function bernoulliLogLikelihood(x: Tensor, logits: Tensor): Tensor {
  const plain = x.dtype === 'float32' && x.shape.join() === logits.shape.join()
  const fused = plain && fusedLoss('BernoulliLogLikelihood', { x, logits })
  if (fused) return fused
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

/** Below this |logit| the series of l / tanh(l/2) is used, where the quotient is 0/0. */
const nearZero = 0.02

/**
 * log C(λ) of the continuous Bernoulli C(λ) λˣ (1 − λ)¹⁻ˣ on [0, 1], each element, λ = σ(l): C = l / tanh(l/2), and 2 at
 * l = 0 (Loaiza-Ganem & Cunningham 2019, eq. 8, in logits).
 */
export function continuousBernoulliLogNormaliser(logits: Tensor): Tensor {
  const small = less(abs(logits), nearZero)
  const safe = where(small, onesLike(logits), logits) // so that the quotient's gradient is finite in both branches
  const series = add(mul(square(logits), 1 / 6), 2)
  return log(where(small, series, div(safe, tanh(mul(safe, 0.5)))))
}

/** E[x] = σ(l)/tanh(l/2) − 1/l, and ½ at l = 0, each element (Loaiza-Ganem & Cunningham 2019, eq. 9, in logits). */
export function continuousBernoulliMean(logits: Tensor): Tensor {
  const small = less(abs(logits), nearZero)
  const safe = where(small, onesLike(logits), logits)
  const closed = sub(div(sigmoid(safe), tanh(mul(safe, 0.5))), div(1, safe))
  return where(small, add(mul(logits, 1 / 12), 0.5), closed)
}

/** The width of one of 256 grey levels k/255. */
const bin = 1 / 255

/**
 * log P(x) of the logistic with location μ and scale s, summed over each of 256 levels k/255; the outer levels take
 * the tails. Each element; `x` in [0, 1]. With b, a = (x ± bin/2 − μ)/s, inside
 * log[σ(b) − σ(a)] = −softplus(−b) − softplus(a) + log(1 − e^(a−b)), which never subtracts near-equal numbers
 * (Kingma et al. 2016, § 6.1; Salimans et al. 2017, eq. 2).
 */
export function discretisedLogistic(x: Tensor, location: Tensor, logScale: Tensor): Tensor {
  const inverse = exp(neg(logScale))
  const centred = sub(x, location)
  const [upper, lower] = [mul(add(centred, bin / 2), inverse), mul(sub(centred, bin / 2), inverse)]
  const belowUpper = neg(softplus(neg(upper)))
  const aboveLower = neg(softplus(lower))
  const inside = add(add(belowUpper, aboveLower), log(neg(expm1(mul(inverse, -bin)))))
  const levels = where(greater(x, 1 - bin / 2), aboveLower, inside)
  return where(less(x, bin / 2), belowUpper, levels)
}

/** The two halves of the last axis: location and scale. */
function halves(raw: Tensor): [Tensor, Tensor] {
  return split(raw, 2, raw.rank - 1) as [Tensor, Tensor]
}

/** A smooth floor: ≈ x above it, never below it. */
const floored = (x: Tensor, floor: number): Tensor => add(softplus(sub(x, floor)), floor)

/** A learned σ stays above this: pixels that are always 0 would otherwise have an infinite density. */
const leastLogDeviation = Math.log(0.01)
/** The least log scale of a discretised logistic, a quarter of a grey level (Salimans et al. 2017's −7 on [−1, 1]). */
const leastLogScale = -7

const location = (raw: Tensor, bounded: boolean) => (bounded ? sigmoid(raw) : raw)

export const likelihoods = {
  bernoulli: {
    heads: 1,
    logLikelihood: bernoulliLogLikelihood,
    mean: (raw) => sigmoid(raw),
  },
  continuousBernoulli: {
    heads: 1,
    logLikelihood: (x, raw) =>
      add(bernoulliLogLikelihood(x, raw), perExample(continuousBernoulliLogNormaliser(raw))),
    mean: continuousBernoulliMean,
  },
  gaussian: {
    heads: 1,
    logLikelihood: (x, raw, { deviation, bounded }) =>
      gaussianLogLikelihood(x, location(raw, bounded), deviation),
    mean: (raw, { bounded }) => location(raw, bounded),
    deviation: (raw, { deviation }) => fill(raw.shape, deviation),
  },
  /** σ for every value, from the decoder's second head. */
  learnedGaussian: {
    heads: 2,
    logLikelihood(x, raw, { bounded }) {
      const [mu, rawDeviation] = halves(raw)
      const logDeviation = floored(rawDeviation, leastLogDeviation)
      const standardised = mul(sub(x, location(mu, bounded)), exp(neg(logDeviation)))
      return neg(
        perExample(add(add(mul(square(standardised), 0.5), logDeviation), 0.5 * Math.log(2 * Math.PI))),
      )
    },
    mean: (raw, { bounded }) => location(halves(raw)[0], bounded),
    deviation: (raw) => exp(floored(halves(raw)[1], leastLogDeviation)),
  },
  discretisedLogistic: {
    heads: 2,
    logLikelihood(x, raw) {
      const [mu, rawScale] = halves(raw)
      return perExample(discretisedLogistic(x, sigmoid(mu), floored(sub(rawScale, 2), leastLogScale)))
    },
    mean: (raw) => clipByValue(sigmoid(halves(raw)[0]), 0, 1),
  },
} satisfies Record<string, Likelihood>

export type LikelihoodId = keyof typeof likelihoods
