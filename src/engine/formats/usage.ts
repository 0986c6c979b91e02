import type { DatasetEntry } from '../../protocol/catalogue'
import type { FlowNode } from '../../protocol/events'
import type { LayerSpec } from '../networks/layer'
import type { Network } from '../networks/network'
import type { Run } from '../training/run'

/** How a network is fed and what comes out, for whoever opens the exported file without us. */
export interface NetworkUsage {
  label: string
  input: Port
  output: Port
  /** What the layers alone do not say. */
  note?: string
}

interface Port {
  /** The tensor's name in the model's picture: x, z, fake … */
  tensor: string
  /** With the batch first: null. */
  shape: (number | null)[]
  values: string
}

type TensorNode = Extract<FlowNode, { kind: 'tensor' }>

export function networkUsage(run: Run, network: Network): NetworkUsage {
  const { family, model } = run
  const { label, inputShape, outputShape } = network.description
  const flow = family.flow(model.config, model.data)
  const place = network.spec.averageOf ?? network.spec.id
  const at = flow.findIndex((node) => node.kind === 'network' && node.network === place)
  const tensorAt = (index: number) =>
    flow[index]?.kind === 'tensor' ? (flow[index] as TensorNode) : undefined
  const [before, after] = [tensorAt(at - 1), tensorAt(at + 1)]
  const range = outputRange(network.spec.layers)
  return {
    label,
    input: {
      tensor: before?.label ?? '',
      shape: [null, ...inputShape],
      values: inputValues(run, before, inputShape),
    },
    output: {
      tensor: after?.label ?? '',
      shape: [null, ...outputShape],
      values: range ? `${range[0]} to ${range[1]}` : outputValues(after, outputShape, model.data),
    },
    note: Object.keys(model.state).some((name) => name.startsWith(`${network.spec.id}/`))
      ? 'Its kernels are stored divided by their largest singular values, as they act; other.safetensors has them as they are trained.'
      : undefined,
  }
}

function inputValues(
  { family, model }: Run,
  tensor: TensorNode | undefined,
  shape: readonly number[],
): string {
  const { config, data } = model
  if (tensor?.role === 'latent') {
    const size = Math.min(family.latentDim?.(config, data) ?? shape[0]!, shape[0]!)
    const prior = config.prior ?? 'normal'
    const law = prior === 'normal' ? 'a standard normal distribution' : `the prior (${prior})`
    const condition = shape[0]! - size
    return `${size} draws from ${law}${condition ? `, then ${condition} numbers for the condition, one of them 1` : ''}`
  }
  if (shape.join() !== data.shape.join()) return 'examples as the configuration has them prepared'
  return data.kind === 'image' ? '0 to 1' : `coordinates, about −${data.extent} to ${data.extent}`
}

function outputValues(tensor: TensorNode | undefined, shape: readonly number[], data: DatasetEntry): string {
  if (tensor?.role === 'latent' && shape[0] === 2 * tensor.shape[0]!)
    return `the mean of ${tensor.label}, then the logarithm of its variance, ${tensor.shape[0]} numbers each`
  if (shape.join() === data.shape.join())
    return data.kind === 'image' ? 'pixels of unit range, not cut off' : 'coordinates'
  return shape.join() === '1'
    ? 'a score that is not yet a probability; the larger, the more real'
    : 'any number'
}

const functionRanges: Record<string, [number, number]> = { sigmoid: [0, 1], tanh: [-1, 1] }

/** Bounds that the last layers put on the output; null where there are none. */
function outputRange(layers: readonly LayerSpec[]): [number, number] | null {
  const last = layers.at(-1)
  if (last?.kind === 'activation') return functionRanges[String(last.function)] ?? null
  if (last?.kind !== 'rescale') return null
  const inner = outputRange(layers.slice(0, -1))
  if (!inner) return null
  const ends = inner.map((end) => end * Number(last.scale) + Number(last.offset))
  return [Math.min(...ends), Math.max(...ends)]
}
