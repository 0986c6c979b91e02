import {
  add,
  clipByValue,
  mean,
  mul,
  neg,
  relu,
  type Scalar,
  sigmoid,
  softplus,
  square,
  sub,
  type Tensor,
} from '@tensorflow/tfjs-core'
import { fusedLoss } from './fused'

/**
 * An adversarial loss. Logits are the discriminator's raw outputs, one an example; every value is a mean over the
 * batch, in nats where the loss is a log-likelihood.
 */
export interface AdversarialLoss {
  label: string
  /** True where G's loss compares with the logits of real examples. */
  paired?: true
  /** What D descends. `target` is the label of real examples, 1 unless smoothed, where the loss has labels. */
  discriminator(realLogits: Tensor, fakeLogits: Tensor, target?: number): Scalar
  /** What G descends. The real logits count only where `paired`. */
  generator(fakeLogits: Tensor, realLogits: Tensor): Scalar
  /** D's output read as the probability that an example is real, in [0, 1]; for a critic only an order. */
  probability(logits: Tensor): Tensor
}

/** Batch mean of softplus(s), or with sign −1 of softplus(−s) = −log σ(s): any shape → scalar, in nats. */
function meanSoftplus(logits: Tensor, sign: 1 | -1 = 1): Scalar {
  const fused = fusedLoss<Scalar>('SoftplusMean', { x: logits }, { sign })
  return fused ?? mean(softplus(sign === 1 ? logits : neg(logits)))
}

/**
 * −[t log σ(s_r) + (1 − t) log(1 − σ(s_r))] − log(1 − σ(s_f)), with log σ(s) = −softplus(−s), which never overflows.
 * t < 1 is one-sided label smoothing (Salimans et al. 2016, § 3.4).
 */
function crossEntropy(realLogits: Tensor, fakeLogits: Tensor, target = 1): Scalar {
  const real = meanSoftplus(realLogits, -1)
  const smoothed = target === 1 ? real : add(mul(real, target), mul(meanSoftplus(realLogits), 1 - target))
  return add(smoothed, meanSoftplus(fakeLogits))
}

/** G descends log(1 − σ(s_f)) = −softplus(s_f): the minimax game itself (Goodfellow et al. 2014, eq. 1). */
export const minimax: AdversarialLoss = {
  label: 'minimax',
  discriminator: crossEntropy,
  generator: (fakeLogits) => neg(meanSoftplus(fakeLogits)),
  probability: sigmoid,
}

/** G descends −log σ(s_f) = softplus(−s_f), whose gradient does not vanish while D wins (Goodfellow et al. 2014, § 3). */
export const nonSaturating: AdversarialLoss = {
  label: 'non-saturating',
  discriminator: crossEntropy,
  generator: (fakeLogits) => meanSoftplus(fakeLogits, -1),
  probability: sigmoid,
}

/** D descends ½(s_r − t)² + ½ s_f², G descends ½(s_f − 1)² (Mao et al. 2017, eq. 9: a = 0, b = c = 1, t = 1). */
export const leastSquares: AdversarialLoss = {
  label: 'least squares',
  discriminator: (realLogits, fakeLogits, target = 1) =>
    mul(add(mean(square(sub(realLogits, target))), mean(square(fakeLogits))), 0.5),
  generator: (fakeLogits) => mul(mean(square(sub(fakeLogits, 1))), 0.5),
  probability: (logits) => clipByValue(logits, 0, 1),
}

/** D descends E s_f − E s_r, G descends −E s_f: minus the distance, if D is 1-Lipschitz (Arjovsky et al. 2017, eq. 2). */
export const wasserstein: AdversarialLoss = {
  label: 'Wasserstein',
  discriminator: (realLogits, fakeLogits) => sub(mean(fakeLogits), mean(realLogits)),
  generator: (fakeLogits) => neg(mean(fakeLogits)),
  probability: sigmoid,
}

/** D descends E max(0, 1 − s_r) + E max(0, 1 + s_f), G descends −E s_f (Miyato et al. 2018, eq. 16 and 17). */
export const hinge: AdversarialLoss = {
  label: 'hinge',
  discriminator: (realLogits, fakeLogits) =>
    add(mean(relu(sub(1, realLogits))), mean(relu(add(fakeLogits, 1)))),
  generator: (fakeLogits) => neg(mean(fakeLogits)),
  probability: (logits) => mul(add(clipByValue(logits, -1, 1), 1), 0.5),
}

/**
 * Every real example is paired with a fake one: D descends softplus(−(s_r − s_f)), G descends softplus(−(s_f − s_r))
 * (RpGAN, Jolicoeur-Martineau 2018; Huang et al. 2024, R3GAN, eq. 2).
 */
export const relativistic: AdversarialLoss = {
  label: 'relativistic',
  paired: true,
  discriminator: (realLogits, fakeLogits) => meanSoftplus(sub(fakeLogits, realLogits)),
  generator: (fakeLogits, realLogits) => meanSoftplus(sub(realLogits, fakeLogits)),
  probability: sigmoid,
}

export const adversarialLosses = { minimax, nonSaturating, leastSquares, wasserstein, hinge, relativistic }
export type AdversarialLossId = keyof typeof adversarialLosses
