import { div, exp, matMul, mul, slice, square, sub, type Tensor, tensor } from '@tensorflow/tfjs-core'
import type { Probe } from '../core/probe'
import { fixedNoise } from './fixed-noise'

/** Bandwidth of the samples' density, as a share of the plane's half side. */
const bandwidth = 1 / 30

/**
 * p(x) over the plane, as the mean of p(x | z) over codes z: `values [n, n]`, per unit of area, at the cells' centres, row 0
 * at the top. Where the decoder gives a Gaussian that is the model's own density, up to the number of codes; elsewhere each
 * sample is smoothed by a Gaussian of a fixed `bandwidth` (Parzen 1962). Axis-parallel Gaussians on a grid are one product:
 * p(xᵢ, yⱼ) = 1/m Σₖ N(yⱼ; …) N(xᵢ; …).
 */
export const density: Probe = {
  id: 'density',
  needs: ['sample'],
  kind: 'points',
  pixels: [],
  look(subject, { size = 60, count = 1000 }) {
    const { family, model, data } = subject
    const extent = data.info.extent ?? 1
    const noise = fixedNoise(subject, count)
    const { mean, deviation } = family.observe?.(model, noise) ?? {
      mean: family.sample!(model, noise),
      deviation: undefined,
    }
    const at = Float32Array.from({ length: size }, (_, cell) => (((cell + 0.5) / size) * 2 - 1) * extent)
    const column = (x: Tensor, axis: number) => slice(x, [0, axis], [count, 1])
    const along = (axis: number, places: Float32Array) => {
      const sigma = deviation ? column(deviation, axis) : extent * bandwidth
      const standardised = div(sub(tensor(places, [1, size]), column(mean, axis)), sigma)
      return div(exp(mul(square(standardised), -0.5)), mul(sigma, Math.sqrt(2 * Math.PI)))
    }
    const values = matMul(along(1, at.slice().reverse()), along(0, at), true)
    return { values: mul(values, 1 / count) }
  },
}
