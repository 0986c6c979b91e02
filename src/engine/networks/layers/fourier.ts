import { concat, cos, mul, sin } from '@tensorflow/tfjs-core'
import { FormatError } from '../../core/errors'
import { integer, type LayerKind, type LayerSpec, product } from '../layer'

const octaves = (spec: LayerSpec) => Number(spec.octaves)

/**
 * x → [x, sin ωₖ x, cos ωₖ x …] with ωₖ = 2ᵏ · 2π / period for k = 0 … octaves − 1: coordinates as waves, with which a
 * small network can draw fine detail at once. `[batch, d]` → `[batch, d (1 + 2 octaves)]`. (Tancik et al. 2020, § 3,
 * "positional encoding".)
 */
export const fourier: LayerKind = {
  kind: 'fourier',
  name: 'Fourier features',
  help: 'Coordinates as waves.',
  parameters: [
    integer('octaves', 'octaves', 1, 8, 3),
    { type: 'number', key: 'period', label: 'period', fixed: true },
  ],
  fixed: 'It reads the data’s coordinates, and is switched in the experiment.',
  label: (spec) => `Fourier features, ${octaves(spec)} octaves`,
  outputShape: (spec, input) => [product(input) * (1 + 2 * octaves(spec))],
  weights: () => [],
  apply(spec, _weights, x) {
    const waves = Array.from({ length: octaves(spec) }, (_, k) => {
      const angle = mul(x, (2 ** k * 2 * Math.PI) / Number(spec.period))
      return [sin(angle), cos(angle)]
    })
    return concat([x, ...waves.flat()], 1)
  },
  macs: (spec, input) => product(input) * octaves(spec),
  keras() {
    throw new FormatError('tfjs has no layer of Fourier features.', 'Export the weights as safetensors.')
  },
}
