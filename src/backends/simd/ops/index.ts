import type { KernelTable } from '../kernel'
import { binaryKernels } from './binary'
import { castKernels } from './cast'
import { convKernels } from './conv'
import { createKernels } from './create'
import { depthwiseKernels } from './depthwise'
import { gatherKernels } from './gather'
import { lossKernels } from './losses'
import { matmulKernels } from './matmul'
import { moveKernels } from './move'
import { normalisationKernels } from './normalisation'
import { optimizerKernels } from './optimizer'
import { poolKernels } from './pool'
import { reduceKernels } from './reduce'
import { resizeKernels } from './resize'
import { unaryKernels } from './unary'

/** The registry: tfjs kernel name → function. What is not here runs through the bridge. */
export const kernels: KernelTable = {
  ...unaryKernels,
  ...binaryKernels,
  ...castKernels,
  ...matmulKernels,
  ...convKernels,
  ...depthwiseKernels,
  ...poolKernels,
  ...resizeKernels,
  ...reduceKernels,
  ...normalisationKernels,
  ...moveKernels,
  ...gatherKernels,
  ...createKernels,
  ...lossKernels,
  ...optimizerKernels,
}
