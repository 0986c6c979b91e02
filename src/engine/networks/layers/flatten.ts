import { reshape as reshapeTensor } from '@tensorflow/tfjs-core'
import { type LayerKind, product } from '../layer'

/** `[batch, …]` → `[batch, ∏ …]`. */
export const flatten: LayerKind = {
  kind: 'flatten',
  name: 'Flatten',
  help: 'An image as one long vector.',
  parameters: [],
  label: () => 'Flatten',
  outputShape: (_spec, input) => [product(input)],
  weights: () => [],
  apply: (_spec, _weights, x) => reshapeTensor(x, [x.shape[0]!, product(x.shape.slice(1))]),
  macs: () => 0,
  keras: () => ({ className: 'Flatten', config: {} }),
}
