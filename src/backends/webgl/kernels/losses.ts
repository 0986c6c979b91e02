import { type TensorInfo, util } from '@tensorflow/tfjs-core'
import {
  BernoulliLogLikelihood,
  BernoulliLogLikelihoodGrad,
  SoftplusMean,
  SoftplusMeanGrad,
} from '../../loss-kernels'
import { elementwise } from '../elementwise'
import type { Gpu } from '../gpu'
import type { FastKernel } from '../kernel'
import { makeFlat, withFlat } from '../layout'
import { mean, sum } from './reduce'

/**
 * Losses in one pass or two, where tfjs's operations take three to five each way (loss-kernels.ts). softplus is written without
 * overflow, max(x, 0) + log(1 + e^−|x|); a NaN shows.
 */
const softplus = 'mix(max(x, vec4(0.)) + log(1. + exp(-abs(x))), x, isnan(x))'

/** Logits of one batch: a sum this short is over before a second pass has begun. */
const fewLogits = 1024

/** mean softplus(s x) of a few values: one fragment walks them all. */
function meanOfFew(gpu: Gpu, x: TensorInfo, size: number, sign: number): TensorInfo {
  return withFlat(gpu, [x], (flat) => {
    const out = makeFlat(gpu, [])
    gpu.run({
      key: 'softplus mean',
      inputs: [flat!.texture],
      ints: [flat!.width, Math.ceil(size / 4), size],
      floats: [sign, 1 / size],
      outputs: [out.flat.texture],
      width: out.flat.width,
      height: out.flat.height,
      source: () => `
void main() {
  vec4 sum = vec4(0.);
  for (int t = 0; t < u[1]; t++) {
    vec4 x = f[0] * texelAt(A, t, u[0]);
    sum += mix(vec4(0.), ${softplus}, lessThan(ivec4(0, 1, 2, 3) + 4 * t, ivec4(u[2])));
  }
  o0 = vec4(dot(sum, vec4(f[1])));
}`,
    })
    return out.info
  })
}

/** Gives back what only `use` needed. */
function through(gpu: Gpu, between: TensorInfo, use: (info: TensorInfo) => TensorInfo): TensorInfo {
  const result = use(between)
  gpu.backend.disposeIntermediateTensorInfo(between)
  return result
}

const axesOf = (info: TensorInfo, from = 0): number[] => info.shape.map((_, axis) => axis).slice(from)

export const lossKernels: FastKernel[] = [
  {
    kernelName: SoftplusMean,
    run(gpu, { x }, attrs) {
      const sign = Number(attrs.sign)
      const size = util.sizeFromShape(x!.shape)
      if (size <= fewLogits) return meanOfFew(gpu, x!, size, sign)
      const terms = elementwise(gpu, {
        name: SoftplusMean,
        body: `vec4 x = f[0] * a; o0 = ${softplus};`,
        operands: [x!],
        shape: x!.shape,
        floats: [sign],
      })[0]!
      return through(gpu, terms, (y) => mean(gpu, y, axesOf(y)))
    },
  },
  {
    kernelName: SoftplusMeanGrad,
    run: (gpu, { dy, x }, attrs) =>
      elementwise(gpu, {
        name: SoftplusMeanGrad,
        body: 'o0 = mix(f[1] * a / (1. + exp(-f[0] * b)), b, isnan(b));',
        operands: [dy!, x!],
        shape: x!.shape,
        floats: [Number(attrs.sign), Number(attrs.sign) / util.sizeFromShape(x!.shape)],
      })[0]!,
  },
  {
    kernelName: BernoulliLogLikelihood,
    run(gpu, { x, logits }) {
      const terms = elementwise(gpu, {
        name: BernoulliLogLikelihood,
        body: `vec4 x = b; o0 = a * b - ${softplus};`,
        operands: [x!, logits!],
        shape: logits!.shape,
      })[0]!
      return through(gpu, terms, (y) => sum(gpu, y, axesOf(y, 1)))
    },
  },
  {
    kernelName: BernoulliLogLikelihoodGrad,
    run(gpu, { dy, x, logits }) {
      const { shape } = logits!
      return elementwise(gpu, {
        name: BernoulliLogLikelihoodGrad,
        body: 'o0 = mix(a * (b - 1. / (1. + exp(-c))), c, isnan(c));',
        operands: [{ ...dy!, shape: [shape[0]!, ...shape.slice(1).fill(1)] }, x!, logits!],
        shape,
      })[0]!
    },
  },
]
