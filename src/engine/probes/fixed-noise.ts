import { type Tensor, tensor } from '@tensorflow/tfjs-core'
import type { Subject } from '../core/probe'
import { Rng } from '../core/rng'

/** The same standard normal codes at every look: `[count, latentDim]`. `noiseSeed` chooses others. */
export function fixedNoise({ family, model, seed }: Subject, count: number, noiseSeed = 0): Tensor {
  const dimension = family.latentDim?.(model.config, model.data) ?? 1
  const values = Rng.stream(seed, `view/${noiseSeed}`).fillNormal(new Float32Array(count * dimension))
  return tensor(values, [count, dimension])
}
