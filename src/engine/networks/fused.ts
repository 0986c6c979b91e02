import { engine, type Tensor, type Tensor2D, type Tensor4D } from '@tensorflow/tfjs-core'
import type { FusedActivation } from './layer'

/*
 * Affine maps as single kernels. tfjs's own `fused.matMul` and `fused.conv2d` bring a gradient that computes the
 * derivative by every input at once, wanted or not; run as kernels, their registered gradients
 * (registerRepairedGradients) compute only what is asked for: a generator's step needs no filter gradients of its critic.
 */

const linear: FusedActivation = { name: 'linear', slope: 0 }

/** act(x W + b). `x`: `[batch, inputs]`, `kernel`: `[inputs, units]`, `bias`: `[units]` → `[batch, units]`. */
export function affine(x: Tensor, kernel: Tensor, bias: Tensor, act = linear): Tensor2D {
  const inputs = { a: x, b: kernel, bias }
  return engine().runKernel('_FusedMatMul', inputs, {
    transposeA: false,
    transposeB: false,
    activation: act.name,
    leakyreluAlpha: act.slope,
  }) as Tensor2D
}

/** act(x ∗ K + b) with 'same' padding. `x`: `[batch, h, w, c]`, `kernel`: `[size, size, c, filters]`, `bias`: `[filters]`. */
export function affineConv2d(
  x: Tensor,
  kernel: Tensor,
  bias: Tensor,
  stride: number,
  act = linear,
): Tensor4D {
  const inputs = { x, filter: kernel, bias }
  return engine().runKernel('FusedConv2D', inputs, {
    strides: [stride, stride],
    pad: 'same',
    dataFormat: 'NHWC',
    dilations: [1, 1],
    activation: act.name,
    leakyreluAlpha: act.slope,
  }) as Tensor4D
}
