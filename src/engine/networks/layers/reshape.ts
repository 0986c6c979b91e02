import { reshape as reshapeTensor } from '@tensorflow/tfjs-core'
import { ConfigError } from '../../core/errors'
import { type LayerKind, type LayerSpec, product } from '../layer'

const target = (spec: LayerSpec) => [...(spec.shape as readonly number[])]

/** `[batch, …]` → `[batch, …shape]`, the same numbers. */
export const reshape: LayerKind = {
  kind: 'reshape',
  name: 'Reshape',
  help: 'The same numbers in another shape: a vector as an image.',
  parameters: [{ type: 'shape', key: 'shape', label: 'shape', initial: [7, 7, 32] }],
  label: (spec) => `Reshape ${target(spec).join('×')}`,
  outputShape(spec, input) {
    if (product(target(spec)) !== product(input))
      throw new ConfigError(
        `${input.join('×')} cannot be reshaped to ${target(spec).join('×')}: the numbers of elements differ.`,
        `Give the layer before it ${product(target(spec))} units.`,
      )
    return target(spec)
  },
  weights: () => [],
  apply: (spec, _weights, x) => reshapeTensor(x, [x.shape[0]!, ...target(spec)]),
  macs: () => 0,
  keras: (spec) => ({ className: 'Reshape', config: { target_shape: target(spec) } }),
}
