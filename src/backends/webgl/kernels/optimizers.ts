import type { NamedAttrMap } from '@tensorflow/tfjs-core'
import {
  AdamUpdate,
  type AdamUpdateAttrs,
  MomentumUpdate,
  type MomentumUpdateAttrs,
  RMSPropUpdate,
  type RMSPropUpdateAttrs,
  SGDUpdate,
  type SGDUpdateAttrs,
} from '../../optimizer-kernels'
import { elementwise } from '../elementwise'
import type { FastKernel } from '../kernel'

/**
 * One pass a variable: parameter and slots are read once and written once, through several render targets. The formulas
 * stand in optimizer-kernels.ts. Composed of tfjs's operations, Adam is 14 passes and 128 bytes moved a weight where this moves 28.
 */
interface Rule {
  inputs: string[]
  /** a: parameter, b: gradient, c, d: slots → o0: parameter, o1, o2: slots. */
  glsl: string
  floats: (attrs: NamedAttrMap) => number[]
}

const rules: Record<string, Rule> = {
  [AdamUpdate]: {
    inputs: ['param', 'gradient', 'firstMoment', 'secondMoment'],
    glsl: `
  o1 = f[1] * c + f[2] * b;
  o2 = f[3] * d + f[4] * b * b;
  o0 = a - f[0] * (o1 / f[6]) / (sqrt(o2 / f[7]) + f[5]);`,
    floats(attrs) {
      const { learningRate, beta1, beta2, epsilon, accBeta1, accBeta2 } = attrs as AdamUpdateAttrs
      // 1 − β is taken in double precision, as the reference does.
      return [learningRate, beta1, 1 - beta1, beta2, 1 - beta2, epsilon, 1 - accBeta1, 1 - accBeta2]
    },
  },
  [RMSPropUpdate]: {
    inputs: ['param', 'gradient', 'meanSquare', 'moment'],
    glsl: `
  o1 = f[1] * c + f[2] * b * b;
  o2 = f[3] * d + f[0] * b / sqrt(o1 + f[4]);
  o0 = a - o2;`,
    floats(attrs) {
      const { learningRate, decay, momentum, epsilon } = attrs as RMSPropUpdateAttrs
      return [learningRate, decay, 1 - decay, momentum, epsilon]
    },
  },
  [MomentumUpdate]: {
    inputs: ['param', 'gradient', 'accumulation'],
    glsl: `
  o1 = f[1] * c + b;
  o0 = a - f[0] * (f[2] > 0. ? b + f[1] * o1 : o1);`,
    floats(attrs) {
      const { learningRate, momentum, useNesterov } = attrs as MomentumUpdateAttrs
      return [learningRate, momentum, Number(useNesterov)]
    },
  },
  [SGDUpdate]: {
    inputs: ['param', 'gradient'],
    glsl: 'o0 = a - f[0] * b;',
    floats: (attrs) => [(attrs as SGDUpdateAttrs).learningRate],
  },
}

export const optimizerKernels: FastKernel[] = Object.entries(rules).map(([kernelName, rule]) => ({
  kernelName,
  run: (gpu, inputs, attrs) =>
    elementwise(gpu, {
      name: kernelName,
      body: rule.glsl,
      operands: rule.inputs.map((name) => inputs[name]!),
      shape: inputs.param!.shape,
      floats: rule.floats(attrs),
      outputs: Math.max(1, rule.inputs.length - 1),
    }),
}))
