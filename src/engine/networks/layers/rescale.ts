import { add, mul } from '@tensorflow/tfjs-core'
import type { LayerKind } from '../layer'

/** y = scale · x + offset: the map between unit range and the range in which a network works. */
export const rescale: LayerKind = {
  kind: 'rescale',
  name: 'Rescale',
  help: 'Between unit range and the range in which a network works.',
  parameters: [
    { type: 'number', key: 'scale', label: 'scale', fixed: true },
    { type: 'number', key: 'offset', label: 'offset', fixed: true },
  ],
  fixed: 'It stands where the model changes between ranges.',
  label: (spec) => `×${spec.scale} ${Number(spec.offset) < 0 ? '−' : '+'} ${Math.abs(Number(spec.offset))}`,
  outputShape: (_spec, input) => [...input],
  weights: () => [],
  apply: (spec, _weights, x) => add(mul(x, Number(spec.scale)), Number(spec.offset)),
  macs: () => 0,
  keras: (spec) => ({ className: 'Rescaling', config: { scale: spec.scale, offset: spec.offset } }),
}
