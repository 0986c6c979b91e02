import { tensor1d, tile } from '@tensorflow/tfjs-core'
import type { Probe, Subject } from '../core/probe'
import { fixedNoise } from './fixed-noise'

/** Classes or categories that the present settings let one choose; 0 where they let none. */
export const conditionsOf = ({ family, model, data }: Subject): number =>
  family.conditions?.(model.config, data.info) ?? 0

/**
 * Every class in every hand: `images [classes · size, h, w, c]`, a row a class, a column a code that all rows share.
 */
export const classGrid: Probe = {
  id: 'class-grid',
  needs: ['sample'],
  lacks: ['sampleSteps'],
  kind: 'image',
  pixels: ['images'],
  serves: (subject) => conditionsOf(subject) > 0,
  look(subject, { size = 10, noiseSeed }) {
    const classes = conditionsOf(subject)
    const codes = tile(fixedNoise(subject, size, noiseSeed), [classes, 1])
    const rows = Int32Array.from({ length: classes * size }, (_, i) => Math.floor(i / size))
    return { images: subject.family.sample!(subject.model, codes, { labels: tensor1d(rows, 'int32') }) }
  },
}
