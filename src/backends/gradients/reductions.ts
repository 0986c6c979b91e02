import {
  backend_util,
  cast,
  equal,
  greater,
  log,
  Max,
  Mean,
  Min,
  max,
  min,
  mul,
  ones,
  Pow,
  pow,
  reshape,
  sub,
  type Tensor,
  util,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core'
import { type Grad, gradient, output } from './kit'
import { sumTo } from './sum-to'

/** dy to every element that equals the extremum, as tfjs does (ties share, each with the full dy). */
function extremum(reduce: (x: Tensor, axes: number[]) => Tensor, axesOf: string): Grad {
  return (dy, [x, saved], attrs) => ({
    x: () => {
      const axes = util.parseAxisParam(attrs[axesOf] as number | number[], x!.shape)
      const kept = backend_util.expandShapeToKeepDim(
        backend_util.computeOutAndReduceShapes(x!.shape, axes)[0],
        axes,
      )
      const y = reshape(
        output(saved!, () => reduce(x!, axes)),
        kept,
      )
      return mul(reshape(dy, kept), cast(equal(x!, y), dy.dtype))
    },
  })
}

export const maxGrad = gradient(Max, ['x'], extremum(max, 'reductionIndices'), [true])
export const minGrad = gradient(Min, ['x'], extremum(min, 'axis'), [true])

/** Mean′ = 1 / n everywhere. tfjs divides the finished gradient, a pass more; dy is the smaller. */
export const meanGrad = gradient(Mean, ['x'], (dy, [x], attrs) => ({
  x: () => {
    const axes = util.parseAxisParam(attrs.axis as number | number[], x!.shape)
    const [, reduced] = backend_util.computeOutAndReduceShapes(x!.shape, axes)
    const kept = x!.shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
    return mul(reshape(mul(dy, 1 / util.sizeFromShape(reduced)), kept), ones(x!.shape))
  },
}))

/** ∂aᵇ/∂a = b aᵇ⁻¹;  ∂aᵇ/∂b = aᵇ ln a, zero where a ≤ 0 */
export const powGrad = gradient(
  Pow,
  ['a', 'b'],
  (dy, [a, b, saved]) => ({
    a: () => {
      const exponent = cast(b!, 'float32')
      return sumTo(mul(dy, mul(exponent, pow(a!, sub(exponent, 1)))), a!.shape)
    },
    b: () => {
      const y = output(saved!, () => pow(a!, b!))
      const logBase = where(greater(a!, 0), log(a!), zerosLike(a!))
      return sumTo(mul(dy, mul(y, logBase)), b!.shape)
    },
  }),
  [true],
)
