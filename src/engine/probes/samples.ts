import { reshape, type Tensor } from '@tensorflow/tfjs-core'
import type { Probe, Subject } from '../core/probe'
import { fixedNoise } from './fixed-noise'

/** Fewer images where they are drawn pixel by pixel. */
const slowCount = 16

/** Generated examples from fixed noise, and D's score of each where the family has one. */
export const samples: Probe = {
  id: 'samples',
  needs: ['sample'],
  pixels: ['images'],
  look(subject, { count, noiseSeed }) {
    const { family, model, data } = subject
    const image = data.info.kind === 'image'
    const usual = image ? (family.sampleSteps ? slowCount : 64) : 500
    const x = family.sample!(model, fixedNoise(subject, count ?? usual, noiseSeed))
    const scores = family.score && reshape(family.score(model, x, true), [x.shape[0]!])
    return { [image ? 'images' : 'points']: x, ...(scores && { scores }) }
  },
  lookSlowly(subject, { count = slowCount, noiseSeed }) {
    const { family, data } = subject
    return family.sampleSteps && data.info.kind === 'image' ? stages(subject, count, noiseSeed) : undefined
  },
}

/** The images pixel by pixel, what is not yet drawn black. */
function* stages(
  subject: Subject,
  count: number,
  noiseSeed?: number,
): Generator<Record<string, Tensor>, void> {
  const noise = fixedNoise(subject, count, noiseSeed)
  try {
    for (const { x } of subject.family.sampleSteps!(subject.model, noise)) yield { images: x }
  } finally {
    noise.dispose()
  }
}
