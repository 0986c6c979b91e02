import { elu, leakyRelu, relu, sigmoid, softplus, type Tensor, tanh } from '@tensorflow/tfjs-core'
import { ConfigError } from '../../core/errors'
import type { FusedActivation, KerasLayer, LayerKind, LayerSpec } from '../layer'

interface Function {
  apply(x: Tensor): Tensor
  fused?: FusedActivation
  keras: KerasLayer
}

const named = (activation: string): KerasLayer => ({ className: 'Activation', config: { activation } })

/** Slope of LeakyReLU for x < 0, as in DCGAN (Radford et al. 2015). */
const slope = 0.2

const functions: Record<string, Function> = {
  relu: { apply: relu, fused: { name: 'relu', slope: 0 }, keras: named('relu') },
  leakyRelu: {
    apply: (x) => leakyRelu(x, slope),
    fused: { name: 'leakyrelu', slope },
    keras: { className: 'LeakyReLU', config: { alpha: slope } },
  },
  elu: { apply: elu, keras: named('elu') },
  tanh: { apply: tanh, keras: named('tanh') },
  sigmoid: { apply: sigmoid, keras: named('sigmoid') },
  softplus: { apply: softplus, keras: named('softplus') },
}

/** How this layer is applied inside the kernel of the layer before it, if it can be. */
export const fusedActivation = (spec: LayerSpec | undefined): FusedActivation | undefined =>
  spec?.kind === 'activation' ? functions[String(spec.function)]?.fused : undefined

/** Applies a function to each element; `function`: relu, leakyRelu (slope 0.2), elu, tanh, sigmoid, softplus. */
export const activation: LayerKind = {
  kind: 'activation',
  name: 'Activation',
  help: 'Bends each number; without it, layers on end are but one.',
  parameters: [
    {
      type: 'choice',
      key: 'function',
      label: 'function',
      values: ['relu', 'leakyRelu', 'elu', 'tanh', 'sigmoid', 'softplus'],
      initial: 'relu',
    },
  ],
  label: (spec) => String(spec.function),
  outputShape(spec, input) {
    if (!functions[String(spec.function)])
      throw new ConfigError(
        `There is no activation "${spec.function}".`,
        `Choose one of ${Object.keys(functions).join(', ')}.`,
      )
    return [...input]
  },
  weights: () => [],
  apply: (spec, _weights, x) => functions[String(spec.function)]!.apply(x),
  macs: () => 0,
  keras: (spec) => functions[String(spec.function)]!.keras,
}
