import { type GradConfig, getGradient, registerGradient, unregisterGradient } from '@tensorflow/tfjs-core'
import {
  clipByValueGrad,
  eluGrad,
  expGrad,
  leakyReluGrad,
  logSoftmaxGrad,
  preluGrad,
  relu6Grad,
  reluGrad,
  sigmoidGrad,
  softmaxGrad,
  softplusGrad,
  tanhGrad,
} from './activations'
import { comparisonGrads } from './comparisons'
import { fusedConv2DGrad, fusedMatMulGrad } from './fused'
import {
  avgPoolGradGrad,
  conv2DBackpropFilterGrad,
  depthwiseBackpropFilterGrad,
  depthwiseBackpropInputGrad,
  maxPoolGradGrad,
  resizeBilinearGradGrad,
  resizeNearestNeighborGradGrad,
} from './linear-maps'
import { bernoulliGrad, softplusMeanGrad } from './losses'
import { maxGrad, meanGrad, minGrad, powGrad } from './reductions'

/** Every gradient that stock tfjs gets wrong at second order, throws on, or lacks (tfjs#3252), and some that it does slowly. */
export const repairedGradients: GradConfig[] = [
  expGrad,
  tanhGrad,
  sigmoidGrad,
  eluGrad,
  leakyReluGrad,
  reluGrad,
  relu6Grad,
  clipByValueGrad,
  preluGrad,
  softmaxGrad,
  softplusGrad,
  logSoftmaxGrad,
  maxGrad,
  meanGrad,
  minGrad,
  powGrad,
  fusedMatMulGrad,
  fusedConv2DGrad,
  softplusMeanGrad,
  bernoulliGrad,
  conv2DBackpropFilterGrad,
  depthwiseBackpropFilterGrad,
  depthwiseBackpropInputGrad,
  avgPoolGradGrad,
  maxPoolGradGrad,
  resizeBilinearGradGrad,
  resizeNearestNeighborGradGrad,
  ...comparisonGrads,
]

/**
 * Replaces tfjs's gradients with the repaired ones, for every backend. Idempotent. Import
 * `@tensorflow/tfjs-core/dist/register_all_gradients` first: these come on top of the stock ones.
 */
export function registerRepairedGradients(): void {
  for (const config of repairedGradients) {
    if (getGradient(config.kernelName) === config) continue
    // Overriding in place makes tfjs warn in debug mode.
    if (getGradient(config.kernelName)) unregisterGradient(config.kernelName)
    registerGradient(config)
  }
}
