import { concat, slice, type Tensor, tensor, tensor1d, tile } from '@tensorflow/tfjs-core'
import type { Probe, Subject } from '../core/probe'
import { conditionsOf } from './class-grid'
import { fixedNoise } from './fixed-noise'
import { normalQuantile } from './latent-grid'

/** Rows at most: of a long code the first dimensions. */
const most = 10

/** Latent dimensions that are walked along: the knobs that the model was taught, else the first ones. */
function walked({ family, model, data }: Subject): number[] {
  const { first, count } = family.knobs?.(model.config) ?? {
    first: 0,
    count: family.latentDim?.(model.config, data.info) ?? 0,
  }
  return Array.from({ length: Math.min(most, count) }, (_, i) => first + i)
}

/**
 * One code z with one dimension changed at a time: `images [rows · size, h, w, c]`. A row a dimension, its value at `size`
 * equal steps of probability from left to right, all else as in z. Where the model has a discrete code, the first row
 * walks over its categories, and the others keep the first. `dimensions [rows]`: which one a row walks; −1 the categories.
 */
export const traversals: Probe = {
  id: 'traversals',
  needs: ['sample'],
  lacks: ['sampleSteps'],
  kind: 'image',
  pixels: ['images'],
  serves: ({ family, model }) => family.decode !== undefined || family.knobs?.(model.config) !== undefined,
  look(subject, { size = 10, noiseSeed = 0 }) {
    const { family, model } = subject
    const base = fixedNoise(subject, 1, noiseSeed)
    const categories = family.knobs?.(model.config)?.categories ?? 0
    const dimensions = walked(subject)
    const codes = dimensions.map((dimension) => walk(base, dimension, size))
    const labels = dimensions.map(() => new Int32Array(size))
    if (categories) {
      codes.unshift(tile(base, [size, 1]))
      labels.unshift(Int32Array.from({ length: size }, (_, i) => i % categories))
    }
    const told = labels.flatMap((row) => [...row])
    const rows = Float32Array.from([...(categories ? [-1] : []), ...dimensions])
    return {
      images: family.sample!(
        model,
        concat(codes),
        conditionsOf(subject) ? { labels: tensor1d(told, 'int32') } : {},
      ),
      dimensions: { shape: [rows.length], data: rows },
    }
  },
}

/** z `[1, d]` in `size` copies, one dimension at the quantiles of the standard normal. */
function walk(z: Tensor, dimension: number, size: number): Tensor {
  const values = Float32Array.from({ length: size }, (_, i) => normalQuantile((i + 0.5) / size))
  const copies = tile(z, [size, 1])
  const after = z.shape[1]! - dimension - 1
  return concat(
    [
      slice(copies, [0, 0], [size, dimension]),
      tensor(values, [size, 1]),
      slice(copies, [0, dimension + 1], [size, after]),
    ],
    1,
  )
}
