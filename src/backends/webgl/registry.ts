import type { FastKernel } from './kernel'
import { conv2D, fusedConv2D } from './kernels/conv2d'
import { conv2DBackpropFilter } from './kernels/conv2d-backprop-filter'
import { conv2DBackpropInput } from './kernels/conv2d-backprop-input'
import { batchMatMul, fusedMatMul } from './kernels/mat-mul'

/** Every kernel of ours: one line each. */
export const fastKernels: readonly FastKernel[] = [
  batchMatMul,
  fusedMatMul,
  conv2D,
  fusedConv2D,
  conv2DBackpropFilter,
  conv2DBackpropInput,
]
