import type { LayerSpec, Shape } from './layer'
import { downsampling, hidden, linearTo, toVector, upsampling } from './stacks'

/** What an encoder and a decoder are made of. */
export interface AutoencoderSettings {
  architecture: 'mlp' | 'convolutional'
  encoderWidth: number
  decoderWidth: number
  /** Hidden layers of an MLP. */
  depth: number
  activation: string
}

/** Example → `outputs` numbers, linear. Throws `ConfigError` where convolutions do not fit. */
export function encoderLayers(shape: Shape, settings: AutoencoderSettings, outputs: number): LayerSpec[] {
  const { architecture, encoderWidth: width, depth, activation } = settings
  const body =
    architecture === 'convolutional'
      ? downsampling(shape, { width, activation })
      : [...toVector(shape), ...hidden(width, depth, activation)]
  return [...body, { kind: 'dense', units: outputs }]
}

/** Code → an example of this shape, linear. Throws `ConfigError` where convolutions do not fit. */
export function decoderLayers(shape: Shape, settings: AutoencoderSettings): LayerSpec[] {
  const { architecture, decoderWidth: width, depth, activation } = settings
  return architecture === 'convolutional'
    ? upsampling(shape, { width, activation })
    : [...hidden(width, depth, activation), ...linearTo(shape)]
}
