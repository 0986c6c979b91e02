import type { Probe } from '../core/probe'
import { fixedNoise } from './fixed-noise'

/**
 * Samples of the generator as it stands, from the very noise of `samples`, where these are drawn by its moving average:
 * `images [n, h, w, c]`.
 */
export const rawSamples: Probe = {
  id: 'raw-samples',
  needs: ['sample'],
  lacks: ['sampleSteps'],
  kind: 'image',
  pixels: ['images'],
  serves: ({ model }) => Object.values(model.networks).some(({ spec }) => spec.averageOf !== undefined),
  look(subject, { count = 64, noiseSeed }) {
    const noise = fixedNoise(subject, count, noiseSeed)
    return { images: subject.family.sample!(subject.model, noise, { raw: true }) }
  },
}
