import { add, mul, tidy } from '@tensorflow/tfjs-core'
import type { Network } from '../networks/network'

/**
 * Moves a moving average of weights towards a network with the same layers, running statistics included:
 *
 *   w̄ ← d w̄ + (1 − d) w,   d = decay · (1 + t) / (10 + t)
 *
 * after t updates: the ramp keeps the first average from being the initial weights for long. (Yazıcı et al. 2019, "The
 * Unusual Effectiveness of Averaging in GAN Training", eq. 1; the ramp after TensorFlow's ExponentialMovingAverage.)
 */
export function moveAverage(average: Network, network: Network, decay: number, updates: number): void {
  const d = averagingDecay(decay, updates)
  const sources = [...network.variables.values()]
  let index = 0
  for (const target of average.variables.values()) {
    const source = sources[index++]!
    tidy(() => target.assign(add(mul(target, d), mul(source, 1 - d)) as never))
  }
}

export function averagingDecay(decay: number, updates: number): number {
  return (decay * (1 + updates)) / (10 + updates)
}
