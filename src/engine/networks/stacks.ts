import { ConfigError } from '../core/errors'
import { type LayerSpec, product, type Shape } from './layer'

/** The layer lists that families share: hidden stacks of MLPs and strided (transposed) convolutions. */

export const activate = (name: string): LayerSpec => ({ kind: 'activation', function: name })

export type Norm = 'none' | 'batch' | 'layer' | 'instance'

/** The layer of a normalisation, or none. */
export const normalise = (norm: Norm = 'none'): LayerSpec[] =>
  norm === 'none' ? [] : [{ kind: `${norm}Norm` }]

/** `depth` dense layers of `width` units, each with its normalisation and activation. */
export function hidden(width: number, depth: number, activation: string, norm?: Norm): LayerSpec[] {
  const layer = [{ kind: 'dense', units: width }, ...normalise(norm), activate(activation)]
  return Array.from({ length: depth }, () => layer).flat()
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
  norm?: Norm
}

/** Image → two 4×4 convolutions of stride 2 (`width`, then 2·`width` channels) → vector. DCGAN's discriminator, small. */
export function downsampling(shape: Shape, { width, activation, norm }: ConvolutionOptions): LayerSpec[] {
  quarter(shape)
  return [
    { kind: 'conv2d', filters: width, size: 4, stride: 2 },
    activate(activation),
    { kind: 'conv2d', filters: 2 * width, size: 4, stride: 2 },
    ...normalise(norm),
    activate(activation),
    { kind: 'flatten' },
  ]
}

/** Vector → dense → two 4×4 transposed convolutions of stride 2 → image, linear. DCGAN's generator, small. */
export function upsampling(shape: Shape, { width, activation, norm }: ConvolutionOptions): LayerSpec[] {
  const [height, breadth] = quarter(shape)
  return [
    { kind: 'dense', units: height * breadth * 2 * width },
    { kind: 'reshape', shape: [height, breadth, 2 * width] },
    ...normalise(norm),
    activate(activation),
    { kind: 'conv2dTranspose', filters: width, size: 4, stride: 2 },
    ...normalise(norm),
    activate(activation),
    { kind: 'conv2dTranspose', filters: shape[2]!, size: 4, stride: 2 },
  ]
}

export function quarter(shape: Shape): [number, number] {
  const [height, width] = [shape[0]!, shape[1] ?? 0]
  if (shape.length !== 3 || height % 4 || width % 4)
    throw new ConfigError(
      `A convolutional network needs images whose sides divide by 4; this data is ${shape.join('×')}.`,
      'Choose the MLP architecture.',
    )
  return [height / 4, width / 4]
}
