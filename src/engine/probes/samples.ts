import { reshape } from '@tensorflow/tfjs-core'
import type { Probe } from '../core/probe'
import { fixedNoise } from './fixed-noise'

/** Generated examples from fixed noise, and D's score of each where the family has one. */
export const samples: Probe = {
  id: 'samples',
  needs: ['sample'],
  pixels: ['images'],
  look(subject, { count, noiseSeed }) {
    const { family, model, data } = subject
    const image = data.info.kind === 'image'
    const x = family.sample!(model, fixedNoise(subject, count ?? (image ? 64 : 500), noiseSeed))
    const scores = family.score && reshape(family.score(model, x), [x.shape[0]!])
    return { [image ? 'images' : 'points']: x, ...(scores && { scores }) }
  },
}
