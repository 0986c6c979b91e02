import { ConfigError } from '../core/errors'
import { type LayerSpec, product, type Shape } from './layer'

/** The layer lists that families share: hidden stacks of MLPs and strided (transposed) convolutions. */

export const activate = (name: string): LayerSpec => ({ kind: 'activation', function: name })

/** `depth` dense layers of `width` units, each with its activation. */
export function hidden(width: number, depth: number, activation: string): LayerSpec[] {
  return Array.from({ length: depth }, () => [{ kind: 'dense', units: width }, activate(activation)]).flat()
}

/** Vector → data shape by a linear layer (and a reshape where the data is an image). */
export function linearTo(shape: Shape): LayerSpec[] {
  const layers: LayerSpec[] = [{ kind: 'dense', units: product(shape) }]
  return shape.length === 1 ? layers : [...layers, { kind: 'reshape', shape: [...shape] }]
}

/** Any data shape → vector. */
export function toVector(shape: Shape): LayerSpec[] {
  return shape.length === 1 ? [] : [{ kind: 'flatten' }]
}

export interface ConvolutionOptions {
  /** Channels next to the image; doubled at the smaller scale. */
  width: number
  activation: string
  batchNorm?: boolean
}

/** Image → two 4×4 convolutions of stride 2 (`width`, then 2·`width` channels) → vector. DCGAN's discriminator, small. */
export function downsampling(
  shape: Shape,
  { width, activation, batchNorm }: ConvolutionOptions,
): LayerSpec[] {
  quarter(shape)
  return [
    { kind: 'conv2d', filters: width, size: 4, stride: 2 },
    activate(activation),
    { kind: 'conv2d', filters: 2 * width, size: 4, stride: 2 },
    ...(batchNorm ? [{ kind: 'batchNorm' }] : []),
    activate(activation),
    { kind: 'flatten' },
  ]
}

/** Vector → dense → two 4×4 transposed convolutions of stride 2 → image, linear. DCGAN's generator, small. */
export function upsampling(shape: Shape, { width, activation, batchNorm }: ConvolutionOptions): LayerSpec[] {
  const [height, breadth] = quarter(shape)
  const normalise = batchNorm ? [{ kind: 'batchNorm' }] : []
  return [
    { kind: 'dense', units: height * breadth * 2 * width },
    { kind: 'reshape', shape: [height, breadth, 2 * width] },
    ...normalise,
    activate(activation),
    { kind: 'conv2dTranspose', filters: width, size: 4, stride: 2 },
    ...normalise,
    activate(activation),
    { kind: 'conv2dTranspose', filters: shape[2]!, size: 4, stride: 2 },
  ]
}

function quarter(shape: Shape): [number, number] {
  const [height, width] = [shape[0]!, shape[1] ?? 0]
  if (shape.length !== 3 || height % 4 || width % 4)
    throw new ConfigError(
      `A convolutional network needs images whose sides divide by 4; this data is ${shape.join('×')}.`,
      'Choose the MLP architecture.',
    )
  return [height / 4, width / 4]
}
