/**
 * Losses as kernels of our own: one pass forward, one backward, instead of a chain of elementwise ops with a copy of a
 * batch between each two. A loss asks `getKernel(name, getBackend())`; where that is undefined it composes tfjs ops.
 *
 * `SoftplusMean`            inputs {x}, attrs {sign} → mean softplus(sign · x), a scalar
 * `SoftplusMeanGrad`        inputs {dy, x}, attrs {sign} → dy · sign · σ(sign · x) / n
 * `BernoulliLogLikelihood`  inputs {x, logits}, both [batch, …] → Σ x · l − softplus(l) of each example: [batch]
 * `BernoulliLogLikelihoodGrad` inputs {dy: [batch], x, logits} → dy · (x − σ(l)), of the logits' shape
 */
export const SoftplusMean = 'SoftplusMean'
export const SoftplusMeanGrad = 'SoftplusMeanGrad'
export const BernoulliLogLikelihood = 'BernoulliLogLikelihood'
export const BernoulliLogLikelihoodGrad = 'BernoulliLogLikelihoodGrad'
