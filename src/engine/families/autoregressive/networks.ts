import type { LayerSpec, Shape } from '../../networks/layer'
import { product } from '../../networks/layer'
import { activate } from '../../networks/stacks'

interface Body {
  width: number
  depth: number
  activation: string
}

/** A masked MLP over D = ∏ shape features: `[n, …shape]` → `[n, D · heads]` (Germain et al. 2015). */
export function made(shape: Shape, { width, depth, activation }: Body, heads: number): LayerSpec[] {
  const features = product(shape)
  const layers: LayerSpec[] = shape.length === 1 ? [] : [{ kind: 'flatten' }]
  for (let i = 0; i < depth; i++)
    layers.push(
      { kind: 'maskedDense', units: width, features, place: i ? 'hidden' : 'first' },
      activate(activation),
    )
  // The first feature has biases only: equal ones would keep the components of its mixture equal for ever.
  const biasDeviation = heads > 1 ? 1 : 0
  layers.push({ kind: 'maskedDense', units: features * heads, features, place: 'last', biasDeviation })
  return shape.length === 1 ? layers : [...layers, { kind: 'reshape', shape: [...shape] }]
}

const firstSize = 7
const laterSize = 3

/**
 * A stack of masked convolutions: one 7×7 that leaves out the centre, `depth` 3×3 that keep it, one 1×1 in the
 * middle: `[n, h, w, c]` → `[n, h, w, outputs]`. The plain stack: a pixel does not see a wedge to its upper right (the
 * blind spot of van den Oord et al. 2016b, § 2.2), which costs some nats and no correctness.
 */
export function pixelCnn(
  { width, depth, activation }: Body,
  outputs: number,
  first = firstSize,
): LayerSpec[] {
  const layers: LayerSpec[] = [
    { kind: 'maskedConv2d', filters: width, size: first, centre: false },
    activate(activation),
  ]
  for (let i = 0; i < depth; i++)
    layers.push({ kind: 'maskedConv2d', filters: width, size: laterSize, centre: true }, activate(activation))
  layers.push({ kind: 'maskedConv2d', filters: width, size: 1, centre: true }, activate(activation), {
    kind: 'maskedConv2d',
    filters: outputs,
    size: 1,
    centre: true,
  })
  return layers
}

/** How many sites away a pixel of such a stack can see. */
export function pixelCnnReach(depth: number, first = firstSize): number {
  return (first - 1) / 2 + (depth * (laterSize - 1)) / 2
}
