import type { Probe } from '../core/probe'
import { firstExamples } from './examples'

/** Examples of the training set, to compare with. */
export const real: Probe = {
  id: 'real',
  needs: [],
  pixels: ['images'],
  look({ data }, { count }) {
    const image = data.info.kind === 'image'
    const block = firstExamples(data.train, data.info.shape, count ?? (image ? 64 : 500))
    return { [image ? 'images' : 'points']: block }
  },
}
