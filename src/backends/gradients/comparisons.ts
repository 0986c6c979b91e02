import {
  ArgMax,
  ArgMin,
  Equal,
  type GradConfig,
  Greater,
  GreaterEqual,
  IsFinite,
  IsInf,
  IsNan,
  Less,
  LessEqual,
  LogicalNot,
  NotEqual,
  zeros,
} from '@tensorflow/tfjs-core'
import { gradient } from './kit'

/**
 * Piecewise constant ops: their derivative is zero, but tfjs registers none and throws as soon as one
 * stands on the path of a second derivative (maximum, minimum, max and min use them).
 */
function constant(kernelName: string, inputs: string[]): GradConfig {
  return gradient(kernelName, inputs, (_dy, saved) =>
    Object.fromEntries(inputs.map((name, i) => [name, () => zeros(saved[i]!.shape, 'float32')])),
  )
}

const BINARY = [Equal, NotEqual, Greater, GreaterEqual, Less, LessEqual]
const UNARY = [LogicalNot, ArgMax, ArgMin, IsNan, IsInf, IsFinite]

export const comparisonGrads: GradConfig[] = [
  ...BINARY.map((name) => constant(name, ['a', 'b'])),
  ...UNARY.map((name) => constant(name, ['x'])),
]
