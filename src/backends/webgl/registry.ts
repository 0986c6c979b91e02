import type { FastKernel } from './kernel'
import { argKernels } from './kernels/arg'
import { binaryKernels, select } from './kernels/binary'
import { concat } from './kernels/concat'
import { conv2D, fusedConv2D } from './kernels/conv2d'
import { conv2DBackpropFilter } from './kernels/conv2d-backprop-filter'
import { conv2DBackpropInput } from './kernels/conv2d-backprop-input'
import { gather } from './kernels/gather'
import { gradientKernels } from './kernels/gradients'
import { lossKernels } from './kernels/losses'
import { batchMatMul, fusedMatMul } from './kernels/mat-mul'
import { oneHot } from './kernels/one-hot'
import { optimizerKernels } from './kernels/optimizers'
import { meanKernel, sumKernel } from './kernels/reduce'
import { cast, identity, reshape } from './kernels/reshape'
import { slice, splitV } from './kernels/slice'
import { transpose } from './kernels/transpose'
import { unaryKernels } from './kernels/unary'

/** Every kernel of ours: one line each. */
export const fastKernels: readonly FastKernel[] = [
  batchMatMul,
  fusedMatMul,
  conv2D,
  fusedConv2D,
  conv2DBackpropFilter,
  conv2DBackpropInput,
  sumKernel,
  meanKernel,
  reshape,
  slice,
  splitV,
  concat,
  transpose,
  gather,
  oneHot,
  ...argKernels,
  identity,
  cast,
  select,
  ...unaryKernels,
  ...binaryKernels,
  ...gradientKernels,
  ...lossKernels,
  ...optimizerKernels,
]
