import {
  _FusedMatMul,
  Conv2DBackpropFilter,
  Conv2DBackpropInput,
  engine,
  FusedConv2D,
  matMul,
  mul,
  type NamedAttrMap,
  step,
  type Tensor,
} from '@tensorflow/tfjs-core'
import { ReluBiasGrad, ReluGrad } from '../gradient-kernels'
import { fastKernel, fastKernels, gradient } from './kit'
import { sumTo } from './sum-to'

/**
 * Gradients of the fused kernels themselves. tfjs's ops `fused.matMul` and `fused.conv2d` compute the gradients of
 * *all* inputs, asked for or not: the image's in the first layer, the critic's filters in a generator step. A layer
 * that runs the kernel instead,
 *
 *     engine().runKernel('_FusedMatMul', { a, b, bias }, { transposeA: false, transposeB: false, activation: 'linear' })
 *
 * gets each gradient only where it is needed. `bias` is required; activations: linear, relu, leakyrelu.
 */
function beforeActivation(
  dy: Tensor,
  y: Tensor,
  bias: Tensor,
  attrs: Record<string, unknown>,
): { d: Tensor; biasGradient: () => Tensor } {
  const { activation = 'linear', leakyreluAlpha = 0.2 } = attrs as {
    activation?: string
    leakyreluAlpha?: number
  }
  if (activation === 'linear') return { d: dy, biasGradient: () => sumTo(dy, bias.shape) }
  if (activation !== 'relu' && activation !== 'leakyrelu') {
    throw new Error(`The fused kernels have no gradient for '${activation}': apply it as an op of its own.`)
  }
  const alpha = activation === 'relu' ? 0 : leakyreluAlpha
  // Both at once: the sums cost next to nothing while d passes by, whether the bias is asked for or not.
  const both = bias.shape.length === 1 ? fastKernels(ReluBiasGrad, { dy, y }, { alpha }) : undefined
  if (both) return { d: both[0]!, biasGradient: () => both[1]! }
  // y > 0 exactly where its argument is, so the saved output serves at every order.
  const d = fastKernel(ReluGrad, { dy, y }, { alpha }) ?? mul(dy, step(y, alpha))
  return { d, biasGradient: () => sumTo(d, bias.shape) }
}

export const fusedMatMulGrad = gradient(
  _FusedMatMul,
  ['a', 'b', 'bias'],
  (dy, [a, b, bias, y], attrs) => {
    const { d, biasGradient } = beforeActivation(dy, y!, bias!, attrs)
    const { transposeA: ta, transposeB: tb } = attrs as { transposeA: boolean; transposeB: boolean }
    return {
      a: () => (ta ? matMul(b!, d, tb, true) : matMul(d, b!, false, !tb)),
      b: () => (tb ? matMul(d, a!, true, ta) : matMul(a!, d, !ta, false)),
      bias: biasGradient,
    }
  },
  [true],
)

export const fusedConv2DGrad = gradient(
  FusedConv2D,
  ['x', 'filter', 'bias'],
  (dy, [x, filter, bias, y], attrs) => {
    const { d, biasGradient } = beforeActivation(dy, y!, bias!, attrs)
    const { strides, pad, dataFormat, dimRoundingMode } = attrs
    const shared = { strides, pad, dataFormat, dimRoundingMode }
    const run = (kernel: string, inputs: Record<string, Tensor>, more: object) =>
      engine().runKernel(kernel, inputs, { ...shared, ...more } as unknown as NamedAttrMap) as Tensor
    return {
      x: () => run(Conv2DBackpropInput, { dy: d, filter: filter! }, { inputShape: x!.shape }),
      filter: () => run(Conv2DBackpropFilter, { x: x!, dy: d }, { filterShape: filter!.shape }),
      bias: biasGradient,
    }
  },
  [true],
)
