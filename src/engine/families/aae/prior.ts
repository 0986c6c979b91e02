import {
  abs,
  add,
  cast,
  floor,
  gather,
  mul,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  tensor,
} from '@tensorflow/tfjs-core'
import { normalCdf } from '../../losses/normal-cdf'
import type { AaeConfig } from './schema'

const radius = 4
const deviation = 0.5
/** Side of the uniform cube, which has about the standard normal's spread. */
const side = 4

/**
 * Standard normal codes as draws from the prior: `[n, latentDim]` → the same. Uniform: each coordinate through Φ. Ring:
 * Gaussians (σ = 0.5) on a circle of radius 4 in the first two dimensions, standard normal in the others; the low digits
 * of z, as good as independent of the rest, choose which.
 */
export function fromPrior({ prior, priorComponents: count, latentDim }: AaeConfig, z: Tensor): Tensor {
  if (prior === 'uniform') return mul(sub(normalCdf(z), 0.5), side)
  if (prior === 'normal') return z
  const centres = new Float32Array(count * latentDim)
  for (let k = 0; k < count; k++) {
    centres[k * latentDim] = radius * Math.cos((2 * Math.PI * k) / count)
    if (latentDim > 1) centres[k * latentDim + 1] = radius * Math.sin((2 * Math.PI * k) / count)
  }
  const scales = Float32Array.from({ length: latentDim }, (_, d) => (d < 2 ? deviation : 1))
  const digits = mul(abs(sum(z, 1)), 1000)
  const chosen = cast(mul(sub(digits, floor(digits)), count), 'int32') as Tensor1D
  return add(gather(tensor(centres, [count, latentDim]), chosen), mul(z, tensor(scales, [1, latentDim])))
}
