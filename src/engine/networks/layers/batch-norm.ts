import { add, moments, mul, batchNorm as normalise, type Tensor } from '@tensorflow/tfjs-core'
import type { LayerKind } from '../layer'

const epsilon = 1e-3
const momentum = 0.9

/**
 * y = γ (x − μ) / √(σ² + ε) + β over all axes but the last; batch statistics in training, running ones otherwise
 * (Ioffe & Szegedy 2015, algorithm 1; running averages with momentum 0.9).
 */
export const batchNorm: LayerKind = {
  kind: 'batchNorm',
  name: 'Batch norm',
  help: 'Each channel to mean 0 and deviation 1 over the batch.',
  parameters: [],
  label: () => 'Batch norm',
  outputShape: (_spec, input) => [...input],
  weights(_spec, input) {
    const shape = [input[input.length - 1]!]
    return [
      { name: 'gamma', shape, initializer: { kind: 'ones' }, trainable: true },
      { name: 'beta', shape, initializer: { kind: 'zeros' }, trainable: true },
      { name: 'moving_mean', shape, initializer: { kind: 'zeros' }, trainable: false },
      { name: 'moving_variance', shape, initializer: { kind: 'ones' }, trainable: false },
    ]
  },
  apply(_spec, [gamma, beta, movingMean, movingVariance], x, mode) {
    if (!mode.training && !mode.batchStatistics)
      return normalise(x, movingMean!, movingVariance!, beta!, gamma!, epsilon)
    const axes = x.shape.map((_, axis) => axis).slice(0, -1)
    const { mean, variance } = moments(x, axes)
    const towards = (running: Tensor, now: Tensor) => add(mul(running, momentum), mul(now, 1 - momentum))
    if (mode.training) {
      mode.update('moving_mean', towards(movingMean!, mean))
      mode.update('moving_variance', towards(movingVariance!, variance))
    }
    return normalise(x, mean, variance, beta!, gamma!, epsilon)
  },
  mixesExamples: () => true,
  macs: (_spec, input) => 2 * input.reduce((total, size) => total * size, 1),
  keras: () => ({
    className: 'BatchNormalization',
    config: { axis: -1, momentum, epsilon, center: true, scale: true },
  }),
}
