import { add, moments, mul, rsqrt, sub } from '@tensorflow/tfjs-core'
import { type LayerKind, product } from '../layer'

const epsilon = 1e-3

/**
 * y = γ (x − μ) / √(σ² + ε) + β with the mean and variance of one example over all its features (Ba et al. 2016,
 * eq. 3). Examples stay apart, so a gradient penalty may differentiate through it.
 */
export const layerNorm: LayerKind = {
  kind: 'layerNorm',
  name: 'Layer norm',
  help: 'Each example to mean 0 and deviation 1, on its own.',
  parameters: [],
  label: () => 'Layer norm',
  outputShape: (_spec, input) => [...input],
  weights: (_spec, input) => [
    { name: 'gamma', shape: [...input], initializer: { kind: 'ones' }, trainable: true },
    { name: 'beta', shape: [...input], initializer: { kind: 'zeros' }, trainable: true },
  ],
  apply(_spec, [gamma, beta], x) {
    const axes = x.shape.map((_, axis) => axis).slice(1)
    const { mean, variance } = moments(x, axes, true)
    return add(mul(mul(sub(x, mean), rsqrt(add(variance, epsilon))), gamma!), beta!)
  },
  macs: (_spec, input) => 2 * product(input),
  keras: (_spec, input) => ({
    className: 'LayerNormalization',
    config: { axis: input.map((_, axis) => axis + 1), epsilon, center: true, scale: true },
  }),
}
