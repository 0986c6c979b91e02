import {
  add,
  ClipByValue,
  Elu,
  EluGrad,
  Exp,
  elu,
  engine,
  exp,
  LeakyRelu,
  LogSoftmax,
  logSoftmax,
  mul,
  neg,
  Prelu,
  Relu,
  Relu6,
  relu,
  Sigmoid,
  Softmax,
  Softplus,
  sigmoid,
  softmax,
  square,
  step,
  sub,
  sum,
  Tanh,
  type Tensor,
  tanh,
} from '@tensorflow/tfjs-core'
import { ReluGrad, SigmoidGrad, SoftplusGrad, TanhGrad } from '../gradient-kernels'
import { fastKernel, gradient, output } from './kit'
import { sumTo } from './sum-to'

const SAVE_OUTPUT = [true]

/** exp′ = exp */
export const expGrad = gradient(
  Exp,
  ['x'],
  (dy, [x, y]) => ({
    x: () =>
      mul(
        dy,
        output(y!, () => exp(x!)),
      ),
  }),
  SAVE_OUTPUT,
)

/** tanh′ = 1 − tanh² */
export const tanhGrad = gradient(
  Tanh,
  ['x'],
  (dy, [x, y]) => ({
    x: () => fastKernel(TanhGrad, { dy, y: y! }) ?? mul(dy, sub(1, square(output(y!, () => tanh(x!))))),
  }),
  SAVE_OUTPUT,
)

/** σ′ = σ (1 − σ) */
export const sigmoidGrad = gradient(
  Sigmoid,
  ['x'],
  (dy, [x, saved]) => ({
    x: () => {
      const fast = fastKernel(SigmoidGrad, { dy, y: saved! })
      if (fast) return fast
      const y = output(saved!, () => sigmoid(x!))
      return mul(dy, mul(y, sub(1, y)))
    },
  }),
  SAVE_OUTPUT,
)

/** softplus′ = σ */
export const softplusGrad = gradient(Softplus, ['x'], (dy, [x]) => ({
  x: () => fastKernel(SoftplusGrad, { dy, x: x! }) ?? mul(dy, sigmoid(x!)),
}))

/** elu′ = exp(min(x, 0)), written with relu, whose own second derivative (zero) tfjs knows. */
export const eluGrad = gradient(
  Elu,
  ['x'],
  (dy, [x, y]) => ({
    x: () =>
      engine().isTapeOn()
        ? mul(dy, exp(neg(relu(neg(x!)))))
        : (engine().runKernel(EluGrad, { dy, y: y ?? elu(x!) }) as Tensor),
  }),
  SAVE_OUTPUT,
)

/** leaky′ = 1 where x > 0, alpha elsewhere; `step` has a gradient (zero), `greater` has none. */
export const leakyReluGrad = gradient(LeakyRelu, ['x'], (dy, [x], attrs) => ({
  x: () => {
    const alpha = attrs.alpha as number
    return fastKernel(ReluGrad, { dy, y: x! }, { alpha }) ?? mul(dy, step(x!, alpha))
  },
}))

/** relu′ = 1 where x > 0 */
export const reluGrad = gradient(Relu, ['x'], (dy, [x]) => ({
  x: () => fastKernel(ReluGrad, { dy, y: x! }, { alpha: 0 }) ?? mul(dy, step(x!)),
}))

/** relu6′ = 1 where 0 < x < 6 or x = 6, as in tfjs: step(x) · (1 − step(x − 6)) */
export const relu6Grad = gradient(Relu6, ['x'], (dy, [x]) => ({
  x: () => mul(dy, mul(step(x!), sub(1, step(sub(x!, 6))))),
}))

/** 1 inside [min, max], the ends included; tfjs asks with logicalAnd, which has no gradient. */
export const clipByValueGrad = gradient(ClipByValue, ['x'], (dy, [x], attrs) => ({
  x: () => {
    const { clipValueMin, clipValueMax } = attrs as { clipValueMin: number; clipValueMax: number }
    const above = sub(1, step(sub(clipValueMin, x!)))
    const below = sub(1, step(sub(x!, clipValueMax)))
    return mul(dy, mul(above, below))
  },
}))

/** prelu(x) = x where x > 0, alpha·x elsewhere; alpha broadcasts against x. */
export const preluGrad = gradient(Prelu, ['x', 'alpha'], (dy, [x, alpha]) => {
  const positive = () => step(x!)
  const negative = () => sub(1, positive())
  return {
    x: () => mul(dy, add(positive(), mul(negative(), alpha!))),
    alpha: () => sumTo(mul(mul(dy, x!), negative()), alpha!.shape),
  }
})

/** softmaxᵀ′ dy = y ⊙ dy − y Σ(y ⊙ dy) */
export const softmaxGrad = gradient(
  Softmax,
  ['logits'],
  (dy, [logits, saved], attrs) => ({
    logits: () => {
      const dim = attrs.dim as number
      const y = output(saved!, () => softmax(logits!, dim))
      const dyTimesY = mul(dy, y)
      return sub(dyTimesY, mul(sum(dyTimesY, dim, true), y))
    },
  }),
  SAVE_OUTPUT,
)

/**
 * logSoftmaxᵀ′ dy = dy − softmax · Σ dy. This serves the kernel; `tf.logSoftmax` carries a gradient of its own that holds
 * at first order only: where it is differentiated twice, write x − logSumExp(x).
 */
export const logSoftmaxGrad = gradient(
  LogSoftmax,
  ['logits'],
  (dy, [logits, saved], attrs) => ({
    logits: () => {
      const axis = attrs.axis as number
      const y = output(saved!, () => logSoftmax(logits!, axis))
      return sub(dy, mul(sum(dy, axis, true), exp(y)))
    },
  }),
  SAVE_OUTPUT,
)
