import {
  abs,
  add,
  argMax,
  cast,
  cumsum,
  expandDims,
  eye,
  floor,
  greaterEqual,
  logSoftmax,
  logSumExp,
  mul,
  reshape,
  softmax,
  split,
  squeeze,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
} from '@tensorflow/tfjs-core'
import type { DatasetEntry } from '../../../protocol/catalogue'
import type { Model } from '../../core/family'
import { logNormal, logStandardNormal, reparameterise } from '../../losses/elbo'
import { pickRows } from '../../losses/gradient-routing'
import type { LayerSpec } from '../../networks/layer'
import type { NetworkSpec } from '../../networks/network'
import { activate, linearTo } from '../../networks/stacks'
import { classesInTurn, oneHotClasses } from './classes'
import { posterior } from './posterior'
import type { VaeConfig } from './schema'

/**
 * The network that holds a learned prior: its k-th row of weights, taken out by the k-th unit vector, is component k.
 * Mixture: mean, log variance and weight; VampPrior: a pseudo-example.
 */
export function priorNetwork(config: VaeConfig, data: DatasetEntry): NetworkSpec[] {
  if (config.prior === 'normal') return []
  const layers: LayerSpec[] =
    config.prior === 'mixture'
      ? [{ kind: 'dense', units: 2 * config.latentDim + 1 }]
      : [...linearTo(data.shape), ...(data.kind === 'image' ? [activate('sigmoid')] : [])]
  return [
    {
      id: 'prior',
      label: config.prior === 'vamp' ? 'Pseudo-examples' : 'Prior',
      role: 'latent',
      input: [config.priorComponents],
      layers,
      scheme: 'glorot',
      locked: 'Its weights are the prior’s components themselves, not a network on its way.',
    },
  ]
}

interface Components {
  /** `[K, latentDim]` both. */
  mean: Tensor
  logVariance: Tensor
  /** `[K]`. */
  logits: Tensor
}

/** The Gaussians of a learned prior: p(z) = Σ_k π_k N(z; μ_k, σ_k²). */
function components(model: Model<VaeConfig>, training: boolean): Components {
  const { prior, priorComponents: count, latentDim } = model.config
  const rows = model.networks.prior!.apply(mul(eye(count), Math.sqrt(count)), { training })
  if (prior === 'mixture') {
    const [mean, logVariance, logits] = split(rows, [latentDim, latentDim, 1], 1) as [Tensor, Tensor, Tensor]
    return { mean, logVariance, logits: squeeze(logits, [1]) }
  }
  const classes = model.config.conditioning === 'class' ? model.data.classes!.length : 0
  const y = classes ? oneHotClasses(classesInTurn(count, classes), classes) : undefined
  const q = posterior(model, rows, y, training)
  return { ...q, logits: sum(mul(q.mean, 0), 1) } // equal weights
}

/**
 * log p(z) in nats: `[n, latentDim]` → `[n]`. The VampPrior is Σ_k 1/K q(z | u_k) with learned pseudo-examples u_k
 * (Tomczak & Welling 2018, eq. 9).
 */
export function logPrior(model: Model<VaeConfig>, z: Tensor, training: boolean): Tensor {
  if (model.config.prior === 'normal') return logStandardNormal(z)
  const { mean, logVariance, logits } = components(model, training)
  const each = sum(logNormal(expandDims(z, 1), expandDims(mean, 0), expandDims(logVariance, 0)), 2)
  return logSumExp(add(each, logSoftmax(logits)), 1)
}

/**
 * Standard normal codes as draws from the prior: `[n, latentDim]` → the same. For a mixture, the low digits of z,
 * as good as independent of the rest, choose the component; so a draw is a function of z alone.
 */
export function fromPrior(model: Model<VaeConfig>, z: Tensor): Tensor {
  if (model.config.prior === 'normal') return z
  const { mean, logVariance, logits } = components(model, false)
  const digits = mul(abs(sum(z, 1, true)), 1000)
  const uniform = sub(digits, floor(digits))
  const reached = greaterEqual(reshape(cumsum(softmax(logits)), [1, -1]), uniform)
  const chosen = argMax(cast(reached, 'float32'), 1) as Tensor1D // the first component whose share of [0, 1) is reached
  return reparameterise(pickRows(mean, chosen), pickRows(logVariance, chosen), z)
}
