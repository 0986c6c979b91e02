import { ConfigError } from '../../core/errors'
import { affine } from '../fused'
import { biasInitializer, integer, kernelInitializer, type LayerKind } from '../layer'

/** y = x W + b. `[batch, inputs]` → `[batch, units]`. */
export const dense: LayerKind = {
  kind: 'dense',
  name: 'Dense',
  help: 'Every number of a vector with every other.',
  parameters: [integer('units', 'units', 1, 16384, 128)],
  label: (spec) => `Dense ${spec.units}`,
  outputShape(spec, input) {
    if (input.length !== 1)
      throw new ConfigError(
        `A dense layer takes a vector, but the layer before it gives ${input.join('×')}.`,
        'Put a flatten layer between them.',
      )
    return [Number(spec.units)]
  },
  weights(spec, input, scheme) {
    const [inputs, units] = [input[0]!, Number(spec.units)]
    return [
      {
        name: 'kernel',
        shape: [inputs, units],
        initializer: kernelInitializer(scheme, inputs, units),
        trainable: true,
      },
      { name: 'bias', shape: [units], initializer: biasInitializer(scheme, inputs), trainable: true },
    ]
  },
  apply: (_spec, [kernel, bias], x) => affine(x, kernel!, bias!),
  applyActivated: (_spec, [kernel, bias], x, activation) => affine(x, kernel!, bias!, activation),
  macs: (spec, input) => input[0]! * Number(spec.units),
  keras: (spec) => ({
    className: 'Dense',
    config: { units: spec.units, activation: 'linear', use_bias: true },
  }),
}
