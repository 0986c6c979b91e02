import {
  add,
  clipByValue,
  mean,
  mul,
  neg,
  type Scalar,
  sigmoid,
  softplus,
  square,
  sub,
  type Tensor,
} from '@tensorflow/tfjs-core'

/**
 * An adversarial loss. Logits are the discriminator's raw outputs, one an example; every value is a mean over the
 * batch, in nats where the loss is a log-likelihood.
 */
export interface AdversarialLoss {
  label: string
  /** What D descends. */
  discriminator(realLogits: Tensor, fakeLogits: Tensor): Scalar
  /** What G descends. */
  generator(fakeLogits: Tensor): Scalar
  /** D's output read as the probability that an example is real, in [0, 1]. */
  probability(logits: Tensor): Tensor
}

/** −[log σ(s_r) + log(1 − σ(s_f))], with log σ(s) = −softplus(−s), which never overflows. */
function crossEntropy(realLogits: Tensor, fakeLogits: Tensor): Scalar {
  return add(mean(softplus(neg(realLogits))), mean(softplus(fakeLogits)))
}

/** G descends log(1 − σ(s_f)) = −softplus(s_f): the minimax game itself (Goodfellow et al. 2014, eq. 1). */
export const minimax: AdversarialLoss = {
  label: 'minimax',
  discriminator: crossEntropy,
  generator: (fakeLogits) => neg(mean(softplus(fakeLogits))),
  probability: sigmoid,
}

/** G descends −log σ(s_f) = softplus(−s_f), whose gradient does not vanish while D wins (Goodfellow et al. 2014, § 3). */
export const nonSaturating: AdversarialLoss = {
  label: 'non-saturating',
  discriminator: crossEntropy,
  generator: (fakeLogits) => mean(softplus(neg(fakeLogits))),
  probability: sigmoid,
}

/** D descends ½(s_r − 1)² + ½ s_f², G descends ½(s_f − 1)² (Mao et al. 2017, eq. 9: a = 0, b = c = 1). */
export const leastSquares: AdversarialLoss = {
  label: 'least squares',
  discriminator: (realLogits, fakeLogits) =>
    mul(add(mean(square(sub(realLogits, 1))), mean(square(fakeLogits))), 0.5),
  generator: (fakeLogits) => mul(mean(square(sub(fakeLogits, 1))), 0.5),
  probability: (logits) => clipByValue(logits, 0, 1),
}

export const adversarialLosses = { minimax, nonSaturating, leastSquares }
export type AdversarialLossId = keyof typeof adversarialLosses
