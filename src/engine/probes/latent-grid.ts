import { reshape, type Tensor, tensor } from '@tensorflow/tfjs-core'
import type { Probe } from '../core/probe'

/** Standard normal quantile by Acklam's rational approximation, relative error below 1.2e-9 (P. J. Acklam, 2003). */
export function normalQuantile(p: number): number {
  const a = [
    -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716,
    2.506628277459239,
  ]
  const b = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572]
  const c = [
    -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
    2.938163982698783,
  ]
  const d = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416]
  const horner = (x: number, k: number[]) => k.reduce((sum, coefficient) => sum * x + coefficient, 0)
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p))
    return horner(q, c) / (horner(q, d) * q + 1)
  }
  if (p > 1 - 0.02425) return -normalQuantile(1 - p)
  const q = p - 0.5
  const r = q * q
  return (horner(r, a) * q) / (horner(r, b) * r + 1)
}

/**
 * The image of a grid in the latent plane (first two dimensions, the others 0): `images [n², h, w, c]` or
 * `points [n, n, 2]`. Grid lines stand at equal quantiles of the standard normal, so that each cell holds the same
 * share of the codes (Kingma & Welling 2014, fig. 4). Row 0 is the largest second coordinate.
 */
export const latentGrid: Probe = {
  id: 'latent-grid',
  needs: ['sample'],
  lacks: ['sampleSteps'], // there a code is one number for each pixel, and a look is slow
  pixels: ['images'],
  look({ family, model, data }, options) {
    const image = data.info.kind === 'image'
    const size = options.size ?? (image ? 12 : 20)
    const dimension = family.latentDim?.(model.config, model.data) ?? 1
    const codes = new Float32Array(size * size * dimension)
    const at = (cell: number) => normalQuantile((cell + 0.5) / size)
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        const offset = (row * size + column) * dimension
        codes[offset] = at(column)
        if (dimension > 1) codes[offset + 1] = -at(row)
      }
    }
    const make = (family.decode ?? family.sample)!
    const x: Tensor = make.call(family, model, tensor(codes, [size * size, dimension]))
    return { [image ? 'images' : 'points']: image ? x : reshape(x, [size, size, 2]) }
  },
}
