import { ConfigError } from '../../core/errors'
import type { Shape } from '../layer'

/** The input as `[height, width, channels]`, or a `ConfigError` that names the layer. */
export function imageInput(layer: string, input: Shape): [number, number, number] {
  if (input.length !== 3)
    throw new ConfigError(
      `${layer} takes an image, but the layer before it gives ${input.join('×')}.`,
      'Put a reshape layer between them.',
    )
  return [input[0]!, input[1]!, input[2]!]
}
