import { add, exp, expandDims, mul, reshape, slice, tensor } from '@tensorflow/tfjs-core'
import type { Probe } from '../core/probe'
import { firstExamples } from './examples'

/**
 * Where the encoder puts some examples: q(z | x) = N(μ, diag σ²). `mean` and `deviation` `[n, d]` are μ and σ in the first
 * d ≤ 2 latent dimensions; `curves [n, k, 2]` is the ellipse of one deviation in these, μ + σ (cos t, sin t) with the other
 * dimensions at μ, as the decoder lays it into the data; `centres [n, 2]` is the decoder at μ.
 */
export const posterior: Probe = {
  id: 'posterior',
  needs: ['posterior'],
  kind: 'points',
  pixels: [],
  look({ family, model, data }, { count = 32, corners = 28 }) {
    const inputs = firstExamples(data.train, data.info.shape, count)
    const q = family.posterior!(model, tensor(inputs.data, inputs.shape))
    const deviation = exp(mul(q.logVariance, 0.5))
    const [n, dimension] = q.mean.shape as [number, number]
    const shown = Math.min(2, dimension)
    const circle = new Float32Array(corners * dimension)
    for (let corner = 0; corner < corners; corner++) {
      const angle = (2 * Math.PI * corner) / corners
      circle[corner * dimension] = Math.cos(angle)
      if (shown > 1) circle[corner * dimension + 1] = Math.sin(angle)
    }
    const around = mul(expandDims(deviation, 1), tensor(circle, [1, corners, dimension]))
    const codes = reshape(add(expandDims(q.mean, 1), around), [n * corners, dimension])
    return {
      inputs,
      mean: slice(q.mean, [0, 0], [n, shown]),
      deviation: slice(deviation, [0, 0], [n, shown]),
      centres: q.decode(q.mean),
      curves: reshape(q.decode(codes), [n, corners, 2]),
    }
  },
}
