import { mul, reshape, sigmoid, sub } from '@tensorflow/tfjs-core'
import {
  BernoulliLogLikelihood,
  BernoulliLogLikelihoodGrad,
  SoftplusMean,
  SoftplusMeanGrad,
} from '../loss-kernels'
import { fastKernel, gradient } from './kit'

/** (mean softplus(s x))′ = s σ(s x) / n */
export const softplusMeanGrad = gradient(SoftplusMean, ['x'], (dy, [x], attrs) => ({
  x: () => {
    const sign = attrs.sign as number
    return (
      fastKernel(SoftplusMeanGrad, { dy, x: x! }, { sign }) ??
      mul(mul(dy, sign / x!.size), sigmoid(mul(x!, sign)))
    )
  },
}))

/** (x l − softplus(l))′ = x − σ(l) by l, and l by x; dy is one value an example. */
export const bernoulliGrad = gradient(BernoulliLogLikelihood, ['x', 'logits'], (dy, [x, logits]) => {
  const each = () => reshape(dy, [dy.size, ...logits!.shape.slice(1).fill(1)])
  return {
    x: () => mul(each(), logits!),
    logits: () =>
      fastKernel(BernoulliLogLikelihoodGrad, { dy, x: x!, logits: logits! }) ??
      mul(each(), sub(x!, sigmoid(logits!))),
  }
})
