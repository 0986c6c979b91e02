import type { Tensor } from '@tensorflow/tfjs-core'
import type { LayerParameter, LayerSpec } from '../../protocol/layers'

export type { LayerSpec }

/** A shape without its batch dimension. */
export type Shape = readonly number[]

/** How a weight begins: `normal` has the given deviation; `glorot` is uniform ±√(6 / (fanIn + fanOut)); `masked` is 0 where the mask is. */
export type Initializer =
  | { kind: 'zeros' }
  | { kind: 'ones' }
  | { kind: 'normal'; deviation: number }
  | { kind: 'glorot'; fanIn: number; fanOut: number }
  | { kind: 'he'; fanIn: number }
  | { kind: 'lecun'; fanIn: number }
  | { kind: 'masked'; mask: Float32Array; of: Initializer }

/** Which of the usual schemes a network's kernels begin with. */
export type Scheme = 'glorot' | 'he' | 'dcgan' | 'lecun'

export interface WeightSpec {
  /** Keras's name for it: `kernel`, `bias`, `gamma` … */
  name: string
  shape: number[]
  initializer: Initializer
  /** False for running statistics. */
  trainable: boolean
}

export interface Mode {
  /** True while gradients are taken: batch statistics, dropout. */
  training: boolean
  /** Batch statistics outside training: the running ones stay. */
  batchStatistics?: boolean
  /** Replaces the value of a non-trainable weight (running statistics). */
  update: (name: string, value: Tensor) => void
}

/** A layer class as Keras (and so tfjs-layers) names it. */
export interface KerasLayer {
  className: string
  config: Record<string, unknown>
}

/** Several chains from one input, in the order of `weights()`, and the layer that joins them. */
export interface KerasBranches {
  branches: readonly (readonly LayerSpec[])[]
  join: KerasLayer
}

/** `name` and slope as tfjs's fused kernels take them. */
export interface FusedActivation {
  name: 'linear' | 'relu' | 'leakyrelu'
  slope: number
}

/**
 * A kind of layer: one file in layers/. Everything that the project knows about it stands here: its shapes, its
 * weights, its mathematics, its cost and its name in the exported file.
 */
export interface LayerKind {
  kind: string
  /** In the list of kinds: its name, and where it is of use in a few words. */
  name: string
  help: string
  /** What a spec of this kind may hold. */
  parameters: readonly LayerParameter[]
  /** Why no such layer can be added by hand; absent where one can. */
  fixed?: string
  label(spec: LayerSpec): string
  /** Throws a `ConfigError` naming the layer where the input does not fit. */
  outputShape(spec: LayerSpec, input: Shape): number[]
  weights(spec: LayerSpec, input: Shape, scheme: Scheme): WeightSpec[]
  /** `x`: `[batch, …input]` → `[batch, …outputShape]`. Weights in the order of `weights()`. */
  apply(spec: LayerSpec, weights: Tensor[], x: Tensor, mode: Mode): Tensor
  /** The same followed by an activation that the backends' kernels apply on the way out, where the layer has that. */
  applyActivated?(spec: LayerSpec, weights: Tensor[], x: Tensor, activation: FusedActivation): Tensor
  /** Whether, in training, an example's output depends on the others of its batch; absent where it never does. */
  mixesExamples?(spec: LayerSpec): boolean
  /** Multiply-adds for one example. */
  macs(spec: LayerSpec, input: Shape): number
  /** Throws `FormatError` where Keras has no such layer. */
  keras(spec: LayerSpec, input: Shape): KerasLayer | KerasBranches
}

/** The kernel initializer that a scheme means for given fans. DCGAN: N(0, 0.02²) (Radford et al. 2015, § 3). */
export function kernelInitializer(scheme: Scheme, fanIn: number, fanOut: number): Initializer {
  switch (scheme) {
    case 'dcgan':
      return { kind: 'normal', deviation: 0.02 }
    case 'he':
      return { kind: 'he', fanIn }
    case 'lecun':
      return { kind: 'lecun', fanIn }
    default:
      return { kind: 'glorot', fanIn, fanOut }
  }
}

/**
 * Biases begin at zero, except with `lecun`, which spreads the bends of a layer over its input: what a network of plane
 * coordinates needs, whose bends would otherwise all pass through the origin.
 */
export function biasInitializer(scheme: Scheme, fanIn: number): Initializer {
  return scheme === 'lecun' ? { kind: 'lecun', fanIn } : { kind: 'zeros' }
}

/** A whole number that a layer is told. */
export const integer = (
  key: string,
  label: string,
  minimum: number,
  maximum: number,
  initial: number,
): LayerParameter => ({ type: 'integer', key, label, minimum, maximum, initial })

export function product(shape: Shape): number {
  return shape.reduce((total, size) => total * size, 1)
}
