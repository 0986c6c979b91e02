import { cast, mean, oneHot, reshape, slice, type Tensor1D, tensor } from '@tensorflow/tfjs-core'
import type { Probe } from '../core/probe'
import { firstExamples } from './examples'

/** Examples over which the use of the codebook is counted. */
const counted = 128

/**
 * Training examples `inputs`, the index of each of their code words `codes [n, rows, columns]`, what the decoder makes
 * of these, `outputs`, and each word's share of all places over the first 128 examples, `usage [words]`.
 */
export const codeMaps: Probe = {
  id: 'code-maps',
  needs: ['codeMap', 'reconstruct'],
  kind: 'image',
  pixels: ['inputs', 'outputs'],
  look({ family, model, data }, { count = 24 }) {
    const many = firstExamples(data.train, data.info.shape, Math.max(counted, count))
    const all = tensor(many.data, many.shape)
    const { codes, words } = family.codeMap!(model, all)
    const n = Math.min(count, many.shape[0]!)
    const inputs = slice(all, 0, n)
    return {
      inputs,
      outputs: family.reconstruct!(model, inputs),
      codes: cast(slice(codes, 0, n), 'float32'),
      usage: mean(cast(oneHot(reshape(codes, [-1]) as Tensor1D, words), 'float32'), 0),
    }
  },
}
