import { grad, reshape, sum, type Tensor } from '@tensorflow/tfjs-core'
import type { Probe } from '../core/probe'
import { fixedNoise } from './fixed-noise'

/**
 * What D looks at: samples from fixed noise `images [n, h, w, c]`, D's probability of "real" of each, `scores [n]`, and
 * the slope of D's raw output s in each pixel, ∂ Σᵢ sᵢ / ∂x summed over the colours, `gradient [n, h, w]`: above 0 where
 * a brighter pixel would look more real. (Simonyan et al. 2014, § 3; with packing a pixel also counts through its
 * neighbours' packs.)
 */
export const saliency: Probe = {
  id: 'saliency',
  needs: ['sample', 'score'],
  kind: 'image',
  pixels: ['images'],
  look(subject, { count = 36, noiseSeed }) {
    const { family, model } = subject
    const x = family.sample!(model, fixedNoise(subject, count, noiseSeed))
    const judge = (family.critic ?? family.score)!
    const slope = grad((input: Tensor) => sum(judge.call(family, model, input)))(x)
    return {
      images: x,
      scores: reshape(family.score!(model, x, true), [x.shape[0]!]),
      gradient: sum(slope, 3),
    }
  },
}
