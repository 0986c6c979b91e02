import { tensor } from '@tensorflow/tfjs-core'
import type { Probe } from '../core/probe'
import { firstExamples } from './examples'

/** Training examples, and what the model makes of them. */
export const reconstructions: Probe = {
  id: 'reconstructions',
  needs: ['reconstruct'],
  pixels: ['inputs', 'outputs'],
  look({ family, model, data }, { count }) {
    const inputs = firstExamples(
      data.train,
      data.info.shape,
      count ?? (data.info.kind === 'image' ? 32 : 200),
    )
    return { inputs, outputs: family.reconstruct!(model, tensor(inputs.data, inputs.shape)) }
  },
}
