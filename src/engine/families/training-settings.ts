import * as z from 'zod'
import type { FieldMeta } from '../../protocol/schema'
import type { OptimizerKind, OptimizerSettings } from '../training/optimizers'

/** `.meta()` with the keys that a control needs, checked by the compiler. */
export const field = (meta: FieldMeta) => meta as FieldMeta & Record<string, unknown>

/** Settings that every family trains with. */
export const trainingShape = {
  optimizer: z
    .enum(['sgd', 'momentum', 'rmsprop', 'adam'])
    .default('adam')
    .meta(
      field({
        title: 'Optimizer',
        help: 'How gradients become updates. Adam is the usual choice; plain SGD needs a much larger rate.',
        group: 'training',
        options: { sgd: 'SGD', momentum: 'momentum', rmsprop: 'RMSProp', adam: 'Adam' },
      }),
    ),
  beta1: z
    .number()
    .min(0)
    .max(0.999)
    .default(0.9)
    .meta(
      field({
        title: 'Momentum β₁',
        help: 'How long past gradients are remembered. GANs like 0.5 or less; 0.9 is usual elsewhere.',
        group: 'training',
        step: 0.001,
        live: true,
        when: { optimizer: ['momentum', 'adam'] },
      }),
    ),
  batch: z
    .int()
    .min(4)
    .max(1024)
    .default(64)
    .meta(
      field({
        title: 'Batch',
        help: 'Examples in one step. Larger is smoother and slower, and takes more memory.',
        group: 'training',
        unit: 'examples',
        scale: 'log',
      }),
    ),
}

/** A learning rate's schema; `title` and `role` say whose. */
export const learningRate = (defaultRate: number, meta: Pick<FieldMeta, 'title' | 'role'>) =>
  z
    .number()
    .min(1e-6)
    .max(1)
    .default(defaultRate)
    .meta(
      field({
        ...meta,
        help: 'Size of each update. Too high and the curves explode; too low and nothing moves.',
        group: 'training',
        scale: 'log',
        live: true,
      }),
    )

/** The optimizer that a configuration asks for; β₁ is also the momentum of SGD with momentum. */
export function optimizerSettings(
  config: { optimizer: OptimizerKind; beta1: number },
  rate: number,
): OptimizerSettings {
  return { kind: config.optimizer, learningRate: rate, beta1: config.beta1, momentum: config.beta1 }
}

/** Width and depth of a multilayer perceptron. */
export const activationField = (defaultActivation: 'relu' | 'leakyRelu' | 'tanh' | 'elu') =>
  z
    .enum(['relu', 'leakyRelu', 'elu', 'tanh'])
    .default(defaultActivation)
    .meta(
      field({
        title: 'Activation',
        help: 'The bend between layers. LeakyReLU keeps gradients alive everywhere; tanh makes smooth pictures.',
        group: 'network',
        options: { relu: 'ReLU', leakyRelu: 'LeakyReLU', elu: 'ELU', tanh: 'tanh' },
      }),
    )
