import { type Tensor, tensor, tidy, type Variable, variable } from '@tensorflow/tfjs-core'
import type { LayerDescription, NetworkDescription } from '../../protocol/events'
import type { Role } from '../../protocol/schema'
import { ConfigError } from '../core/errors'
import type { Rng } from '../core/rng'
import { chainMixes } from './chain'
import { type Initializer, type LayerSpec, product, type Scheme, type Shape, type WeightSpec } from './layer'
import { layerKind } from './layers'
import { fusedActivation } from './layers/activation'

/** A network as data: what the model picture, the cost estimate, the build and the export all read. */
export interface NetworkSpec {
  id: string
  label: string
  role: Role
  input: Shape
  layers: LayerSpec[]
  scheme: Scheme
  /** Id of the network of which this one is the moving average: built with the same weights, never optimized. */
  averageOf?: string
  /** Why nobody may change its layers; absent where one may. */
  locked?: string
}

/** How a network is applied. */
export interface ApplyOptions {
  /** Batch statistics, dropout. */
  training?: boolean
  /** Batch statistics without training: nothing is dropped out, and running averages stay. */
  batchStatistics?: boolean
  /** Leaves out that many layers at the end. */
  dropLast?: number
  /** What acts in place of a weight, by its name in a checkpoint: a kernel divided by its norm, say. */
  weight?: (name: string, value: Tensor) => Tensor
}

/** A layer that does not fit, by its network and place. */
export class LayerError extends ConfigError {
  readonly network: string

  constructor(
    spec: NetworkSpec,
    readonly layer: number,
    message: string,
    next: string,
  ) {
    super(`${spec.label}, layer ${layer + 1}: ${message}`, next)
    this.network = spec.id
  }
}

/** Shapes, weights and cost of every layer, without making a tensor. Throws `LayerError` where a layer does not fit. */
export function describeNetwork(spec: NetworkSpec): NetworkDescription {
  return describeEach(spec, (error) => {
    throw error
  })
}

/** The same up to the first layer that does not fit. */
export function describeUntil(spec: NetworkSpec): NetworkDescription {
  return describeEach(spec, () => {})
}

function describeEach(spec: NetworkSpec, misfit: (error: LayerError) => void): NetworkDescription {
  const layers: LayerDescription[] = []
  let shape: Shape = spec.input
  for (const [index, layer] of spec.layers.entries()) {
    try {
      const kind = layerKind(layer.kind)
      const outputShape = kind.outputShape(layer, shape)
      layers.push({
        kind: layer.kind,
        label: kind.label(layer),
        outputShape,
        parameters: kind
          .weights(layer, shape, spec.scheme)
          .filter((weight) => weight.trainable)
          .reduce((total, weight) => total + product(weight.shape), 0),
        macs: kind.macs(layer, shape),
      })
      shape = outputShape
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      misfit(new LayerError(spec, index, error.message, error.next))
      break
    }
  }
  return {
    id: spec.id,
    label: spec.label,
    role: spec.role,
    inputShape: [...spec.input],
    outputShape: [...shape],
    layers,
    parameters: layers.reduce((total, layer) => total + layer.parameters, 0),
    macs: layers.reduce((total, layer) => total + layer.macs, 0),
  }
}

interface BuiltLayer {
  spec: LayerSpec
  weights: { name: string; spec: WeightSpec; variable: Variable }[]
}

/** Name in a checkpoint → weight, in order, without making a tensor: `generator/2.conv2d/kernel`. */
export function weightSpecs(spec: NetworkSpec): Map<string, WeightSpec> {
  const all = new Map<string, WeightSpec>()
  let input: Shape = spec.input
  spec.layers.forEach((layer, index) => {
    const kind = layerKind(layer.kind)
    for (const weight of kind.weights(layer, input, spec.scheme))
      all.set(weightName(spec, index, weight), weight)
    input = kind.outputShape(layer, input)
  })
  return all
}

function weightName(spec: NetworkSpec, index: number, weight: WeightSpec): string {
  return `${spec.id}/${index}.${spec.layers[index]!.kind}/${weight.name}`
}

/** A network with its weights. The owner calls `dispose`. */
export class Network {
  readonly description: NetworkDescription
  /** Sees what each layer gives, while somebody looks at the layers. */
  observer: ((layer: number, y: Tensor) => void) | null = null
  readonly #layers: BuiltLayer[] = []

  constructor(
    readonly spec: NetworkSpec,
    rng: Rng,
  ) {
    this.description = describeNetwork(spec)
    let input: Shape = spec.input
    spec.layers.forEach((layer, index) => {
      const weights = layerKind(layer.kind)
        .weights(layer, input, spec.scheme)
        .map((weight) => ({
          name: weightName(spec, index, weight),
          spec: weight,
          variable: makeVariable(weight, rng),
        }))
      this.#layers.push({ spec: layer, weights })
      input = this.description.layers[index]!.outputShape
    })
  }

  /** Whether each example is treated as if it were alone: two batches may then pass as one. */
  get keepsExamplesApart(): boolean {
    return !chainMixes(this.spec.layers)
  }

  /** Name in a checkpoint → variable: `generator/2.conv2d/kernel`. */
  get variables(): Map<string, Variable> {
    return new Map(
      this.#layers.flatMap((layer) => layer.weights.map(({ name, variable }) => [name, variable] as const)),
    )
  }

  /** What an optimizer may move. */
  get trainable(): Map<string, Variable> {
    return new Map([...this.variables].filter(([, weight]) => weight.trainable))
  }

  /**
   * `x`: `[batch, …input]` → `[batch, …output]`. `dropLast` leaves out that many layers at the end: with 1, a network
   * that ends in a sigmoid gives its logits, in which a Bernoulli likelihood is computed without overflow.
   */
  apply(x: Tensor, options: ApplyOptions = {}): Tensor {
    const { training = false, batchStatistics = false, dropLast = 0, weight: acting } = options
    return tidy(() => {
      let y = x
      const end = this.#layers.length - dropLast
      for (let i = 0; i < end; i++) {
        const layer = this.#layers[i]!
        const kind = layerKind(layer.spec.kind)
        const weights = layer.weights.map(({ name, variable }) => acting?.(name, variable) ?? variable)
        // Who looks at the layers sees each of them, so then none is joined with its activation.
        const joins = i + 1 < end && !this.observer
        const following = joins ? fusedActivation(this.#layers[i + 1]!.spec) : undefined
        if (following && kind.applyActivated) {
          y = kind.applyActivated(layer.spec, weights, y, following)
          i++
          continue
        }
        y = kind.apply(layer.spec, weights, y, {
          training,
          batchStatistics,
          update: (name, value) =>
            layer.weights.find((weight) => weight.spec.name === name)!.variable.assign(value as never),
        })
        this.observer?.(i, y)
      }
      return y
    })
  }

  dispose(): void {
    for (const weight of this.variables.values()) weight.dispose()
  }
}

function makeVariable(weight: WeightSpec, rng: Rng): Variable {
  const values = initialValues(weight.initializer, product(weight.shape), rng)
  return tidy(() => variable(tensor(values, weight.shape), weight.trainable))
}

/** Glorot & Bengio 2010, eq. 16; He et al. 2015, eq. 10; LeCun et al. 1998, § 4.6, in the form that PyTorch has. */
function initialValues(initializer: Initializer, size: number, rng: Rng): Float32Array {
  const values = new Float32Array(size)
  switch (initializer.kind) {
    case 'zeros':
      return values
    case 'ones':
      return values.fill(1)
    case 'normal':
      return rng.fillNormal(values, 0, initializer.deviation)
    case 'he':
      return rng.fillNormal(values, 0, Math.sqrt(2 / initializer.fanIn))
    case 'lecun': {
      const limit = 1 / Math.sqrt(initializer.fanIn)
      return rng.fillUniform(values, -limit, limit)
    }
    case 'glorot': {
      const limit = Math.sqrt(6 / (initializer.fanIn + initializer.fanOut))
      return rng.fillUniform(values, -limit, limit)
    }
    case 'masked':
      return initialValues(initializer.of, size, rng).map((value, i) => value * initializer.mask[i]!)
  }
}
