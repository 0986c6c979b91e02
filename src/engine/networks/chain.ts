import type { Tensor } from '@tensorflow/tfjs-core'
import type { LayerSpec, Mode, Scheme, Shape, WeightSpec } from './layer'
import { layerKind } from './layers'

/** Layers one after the other inside another layer (a residual block's two paths). */

export function chainShape(layers: readonly LayerSpec[], input: Shape): number[] {
  return layers.reduce<number[]>(
    (shape, layer) => layerKind(layer.kind).outputShape(layer, shape),
    [...input],
  )
}

/** Each layer with the shape that it is given. */
export function chainInputs(
  layers: readonly LayerSpec[],
  input: Shape,
): { layer: LayerSpec; input: number[] }[] {
  let shape = [...input]
  return layers.map((layer) => {
    const entry = { layer, input: shape }
    shape = layerKind(layer.kind).outputShape(layer, shape)
    return entry
  })
}

/** All weights in order; a name is `<prefix>.<index>.<kind>/<weight>`. */
export function chainWeights(
  prefix: string,
  layers: readonly LayerSpec[],
  input: Shape,
  scheme: Scheme,
): WeightSpec[] {
  return chainInputs(layers, input).flatMap(({ layer, input: shape }, index) =>
    layerKind(layer.kind)
      .weights(layer, shape, scheme)
      .map((weight) => ({ ...weight, name: `${prefix}.${index}.${layer.kind}/${weight.name}` })),
  )
}

export function chainMacs(layers: readonly LayerSpec[], input: Shape): number {
  return chainInputs(layers, input).reduce(
    (total, { layer, input: shape }) => total + layerKind(layer.kind).macs(layer, shape),
    0,
  )
}

/** Whether one of the layers lets the examples of a batch act on each other in training. */
export function chainMixes(layers: readonly LayerSpec[]): boolean {
  return layers.some((layer) => layerKind(layer.kind).mixesExamples?.(layer) ?? false)
}

/** `weights` as `chainWeights` lists them; `[batch, …input]` → `[batch, …output]`. */
export function applyChain(
  prefix: string,
  layers: readonly LayerSpec[],
  weights: Tensor[],
  x: Tensor,
  mode: Mode,
): Tensor {
  let [y, used] = [x, 0]
  layers.forEach((layer, index) => {
    const kind = layerKind(layer.kind)
    const count = kind.weights(layer, y.shape.slice(1), 'glorot').length
    const inner: Mode = {
      ...mode,
      update: (name, value) => mode.update(`${prefix}.${index}.${layer.kind}/${name}`, value),
    }
    y = kind.apply(layer, weights.slice(used, used + count), y, inner)
    used += count
  })
  return y
}
