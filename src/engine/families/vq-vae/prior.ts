import {
  cast,
  cumsum,
  less,
  logSoftmax,
  minimum,
  mul,
  neg,
  oneHot,
  reshape,
  slice,
  softmax,
  sum,
  type Tensor,
  type Tensor1D,
} from '@tensorflow/tfjs-core'
import type { Model } from '../../core/family'
import { normalCdf } from '../../losses/normal-cdf'
import { drawAll, drawSites } from '../autoregressive/draw'
import { pixelCnnReach } from '../autoregressive/networks'
import { type Codebook, lookUp } from './codebook'
import { codeGrid, priorDepth, priorFirst } from './networks'
import type { VqVaeConfig } from './schema'

/**
 * −log p(k) of each grid of codes, in nats, by the autoregressive prior p(k) = Π_i p(k_i | k_<i). `quantised`: their
 * vectors `[n, rows, columns, codeDim]`; `indices` int32 `[n · rows · columns]` → `[n]`.
 */
export function priorCost(
  model: Model<VqVaeConfig>,
  quantised: Tensor,
  indices: Tensor1D,
  training: boolean,
): Tensor {
  const { codebookSize } = model.config
  const logits = model.networks.prior!.apply(quantised, { training })
  const chosen = mul(logSoftmax(reshape(logits, [indices.size, codebookSize])), oneHot(indices, codebookSize))
  return neg(sum(reshape(chosen, [quantised.shape[0]!, -1]), 1))
}

/** Grids of code vectors drawn one code after another, each the quantile Φ(z_i) of its conditional: z `[n, sites]`. */
export function drawCodes(model: Model<VqVaeConfig>, codebook: Codebook, z: Tensor): Tensor {
  const { config, data, networks } = model
  const [rows, columns] = codeGrid(config, data)
  const { codeDim, codebookSize } = config
  const n = z.shape[0]!
  const steps = drawSites(n, {
    shape: [rows, columns, codeDim],
    reach: pixelCnnReach(priorDepth, priorFirst),
    draw(window, row, column, site) {
      const logits = slice(networks.prior!.apply(window), [0, row, column, 0], [n, 1, 1, codebookSize])
      const below = cumsum(softmax(reshape(logits, [n, codebookSize])), 1)
      const passed = sum(cast(less(below, normalCdf(slice(z, [0, site], [n, 1]))), 'int32'), 1)
      const code = minimum(passed, codebookSize - 1) as Tensor1D // rounding may leave the last sum under 1
      return reshape(lookUp(codebook, cast(code, 'int32')), [n, 1, 1, codeDim])
    },
  })
  return drawAll(steps)
}
