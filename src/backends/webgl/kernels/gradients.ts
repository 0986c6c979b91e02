import { ReluGrad, SigmoidGrad, SoftplusGrad, TanhGrad } from '../../gradient-kernels'
import { elementwise } from '../elementwise'
import type { FastKernel } from '../kernel'

/**
 * First derivatives of activations in one pass, where tfjs's operations take two to four (gradient-kernels.ts). `a` is dy,
 * `b` the activation's output, for softplus its argument. A NaN in either shows in the result.
 */
const derivatives: Record<string, string> = {
  [ReluGrad]: 'o0 = mix(mix(f[0] * a, a, greaterThan(b, vec4(0.))), b, isnan(b));',
  [TanhGrad]: 'o0 = a * (1. - b * b);',
  [SigmoidGrad]: 'o0 = a * b * (1. - b);',
  [SoftplusGrad]: 'o0 = mix(a / (1. + exp(-b)), b, isnan(b));',
}

export const gradientKernels: FastKernel[] = Object.entries(derivatives).map(([kernelName, body]) => ({
  kernelName,
  run: (gpu, { dy, y, x }, attrs) =>
    elementwise(gpu, {
      name: kernelName,
      body,
      operands: [dy!, (y ?? x)!],
      shape: dy!.shape,
      ...(kernelName === ReluGrad ? { floats: [Number(attrs.alpha)] } : {}),
    })[0]!,
}))
