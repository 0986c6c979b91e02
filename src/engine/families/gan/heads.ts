import {
  add,
  concat,
  logSoftmax,
  logSumExp,
  max,
  mean,
  mul,
  neg,
  reshape,
  type Scalar,
  slice,
  split,
  square,
  sub,
  sum,
  type Tensor,
} from '@tensorflow/tfjs-core'
import type { DatasetEntry } from '../../../protocol/catalogue'
import { conditionClasses, continuousCodes } from './latent'
import type { GanConfig } from './schema'

/**
 * What D's last layer says, `[n, outputs]`:
 *
 *   none, label by concatenation   s
 *   label by projection            s, then one number for each class: s(x, y) = s + y · W φ(x)
 *   auxiliary classifier           s, then class logits
 *   codes                          s, then category logits, then the means of the continuous codes
 *   semi-supervised                class logits l alone: s = log Σ exp l
 *
 * (Mirza & Osindero 2014; Miyato & Koyama 2018, eq. 3; Odena et al. 2017; Chen et al. 2016; Salimans et al. 2016, § 5.)
 */
export function headOutputs(config: GanConfig, data: DatasetEntry): number {
  switch (config.conditioning) {
    case 'semiSupervised':
      return data.classes?.length ?? 1
    case 'label':
      return config.labelInput === 'projection' ? 1 + conditionClasses(config, data) : 1
    default:
      return 1 + conditionClasses(config, data) + continuousCodes(config)
  }
}

const column = (outputs: Tensor, from: number, count: number) =>
  outputs.shape[1] === count ? outputs : slice(outputs, [0, from], [-1, count])
const vector = (x: Tensor) => reshape(x, [x.shape[0]!])

/** s(x | y), `[n]`. Without y: the class under which x looks most real. */
export function logitOf(config: GanConfig, outputs: Tensor, condition: Tensor | null): Tensor {
  if (config.conditioning === 'semiSupervised') return logSumExp(outputs, 1)
  const s = vector(column(outputs, 0, 1))
  if (config.conditioning !== 'label' || config.labelInput !== 'projection') return s
  const classes = column(outputs, 1, outputs.shape[1]! - 1)
  return add(s, condition ? sum(mul(classes, condition), 1) : max(classes, 1))
}

/** Class logits `[n, classes]`, where D is a classifier. */
export function classLogits(config: GanConfig, outputs: Tensor): Tensor | undefined {
  if (config.conditioning === 'semiSupervised') return outputs
  return config.conditioning === 'classifier' ? column(outputs, 1, outputs.shape[1]! - 1) : undefined
}

/** −E log q(y | x) in nats; y one-hot `[n, classes]`. */
export function crossEntropy(logits: Tensor, y: Tensor): Scalar {
  return neg(mean(sum(mul(logSoftmax(logits), y), 1)))
}

/**
 * −E log Q(c | x), up to a constant: cross-entropy of the category, and ½ (c − μ)² for each continuous code (a normal of
 * unit variance). Minus the variational bound on the codes' information (Chen et al. 2016, eq. 5).
 */
export function codeLoss(config: GanConfig, outputs: Tensor, category: Tensor, codes: Tensor | null): Scalar {
  const discrete = crossEntropy(column(outputs, 1, config.codeCategories), category)
  if (!codes) return discrete
  const means = column(outputs, 1 + config.codeCategories, config.continuousCodes)
  return add(discrete, mul(mean(sum(square(sub(codes, means)), 1)), 0.5))
}

/** Joins the packs of a batch: `[n, …, c]` → `[n / m, …, c · m]`, what is left over dropped (Lin et al. 2018). */
export function pack(x: Tensor, m: number): Tensor {
  if (m === 1) return x
  const rows = Math.floor(x.shape[0]! / m)
  const even = rows * m === x.shape[0] ? x : slice(x, 0, rows * m)
  return concat(split(even, m), x.rank - 1)
}
