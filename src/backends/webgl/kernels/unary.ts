import {
  Abs,
  ClipByValue,
  Cos,
  Elu,
  Exp,
  LeakyRelu,
  Log,
  Log1p,
  type NamedAttrMap,
  Neg,
  Reciprocal,
  Relu,
  Relu6,
  Rsqrt,
  Sigmoid,
  Sin,
  Softplus,
  Sqrt,
  Square,
  Step,
  Tanh,
} from '@tensorflow/tfjs-core'
import { fusedActivations, keepNaN } from '../activations'
import { elementwise } from '../elementwise'
import type { FastKernel } from '../kernel'

/** NaN outside the domain x ≥ low, which GLSL leaves undefined. */
const within = (glsl: string, low = 0): string =>
  keepNaN(`mix(${glsl}, vec4(uintBitsToFloat(0x7fc00000u)), lessThan(x, vec4(${low})))`)

/** y = φ(x) as GLSL on the vec4 `x`; attributes arrive as `f[0]`, `f[1]`. NaN passes through. */
const functions: Record<string, { glsl: string; floats?: (attrs: NamedAttrMap) => number[] }> = {
  [Abs]: { glsl: 'abs(x)' },
  [ClipByValue]: {
    glsl: 'mix(mix(x, vec4(f[0]), lessThan(x, vec4(f[0]))), vec4(f[1]), greaterThan(x, vec4(f[1])))',
    floats: ({ clipValueMin, clipValueMax }) => [Number(clipValueMin), Number(clipValueMax)],
  },
  [Cos]: { glsl: keepNaN('cos(x)') },
  [Elu]: { glsl: fusedActivations.elu! },
  [Exp]: { glsl: keepNaN('exp(x)') },
  [LeakyRelu]: { glsl: fusedActivations.leakyrelu!, floats: ({ alpha }) => [Number(alpha)] },
  [Log]: { glsl: within('log(x)') },
  [Log1p]: { glsl: within('log(1. + x)', -1) },
  [Neg]: { glsl: '-x' },
  [Reciprocal]: { glsl: '1. / x' },
  [Relu]: { glsl: fusedActivations.relu! },
  [Relu6]: { glsl: fusedActivations.relu6! },
  [Rsqrt]: { glsl: within('inversesqrt(x)') },
  [Sigmoid]: { glsl: fusedActivations.sigmoid! },
  [Sin]: { glsl: keepNaN('sin(x)') },
  // log(1 + eˣ) without overflow: max(x, 0) + log(1 + e^−|x|)
  [Softplus]: { glsl: keepNaN('max(x, vec4(0.)) + log(1. + exp(-abs(x)))') },
  [Sqrt]: { glsl: within('sqrt(x)') },
  [Square]: { glsl: 'x * x' },
  // 1 for x > 0, alpha for the rest, NaN for NaN
  [Step]: {
    glsl: 'mix(mix(vec4(f[0]), vec4(1.), greaterThan(x, vec4(0.))), x, isnan(x))',
    floats: ({ alpha }) => [Number(alpha)],
  },
  // Through e^−2|x|: drivers' own tanh overflows.
  [Tanh]: { glsl: keepNaN('sign(x) * (1. - exp(-2. * abs(x))) / (1. + exp(-2. * abs(x)))') },
}

export const unaryKernels: FastKernel[] = Object.entries(functions).map(([kernelName, { glsl, floats }]) => ({
  kernelName,
  run: (gpu, { x }, attrs) =>
    elementwise(gpu, {
      name: kernelName,
      body: `vec4 x = a; o0 = ${glsl};`,
      operands: [x!],
      shape: x!.shape,
      ...(floats ? { floats: floats(attrs) } : {}),
    })[0]!,
}))
