import {
  add,
  cast,
  concat,
  erf,
  log,
  mul,
  neg,
  oneHot,
  split,
  sub,
  type Tensor,
  type Tensor1D,
  tensor1d,
} from '@tensorflow/tfjs-core'
import type { DatasetEntry } from '../../../protocol/catalogue'
import type { GanConfig } from './schema'

/**
 * What the generator is given: noise from its prior, continuous codes, and a class or discrete code as one-hot.
 * All of it is a function of standard normal z `[n, latentDim + continuousCodes]`, so that every walk through latent
 * space is a walk through z, whatever the prior.
 */

/** Continuous InfoGAN codes: the last dimensions of z. */
export function continuousCodes(config: GanConfig): number {
  return config.conditioning === 'codes' ? config.continuousCodes : 0
}

/** Classes or categories that G is told, 0 where it is told none. */
export function conditionClasses(config: GanConfig, data: DatasetEntry): number {
  switch (config.conditioning) {
    case 'label':
    case 'classifier':
      return data.classes?.length ?? 0
    case 'codes':
      return config.codeCategories
    default:
      return 0
  }
}

/** `[latentDim + continuousCodes + classes]`: G's input. */
export function generatorInput(config: GanConfig, data: DatasetEntry): number {
  return config.latentDim + continuousCodes(config) + conditionClasses(config, data)
}

/** U(−1, 1) from standard normal deviates: erf(z / √2) = 2 Φ(z) − 1. */
export const uniformCode = (z: Tensor): Tensor => erf(mul(z, Math.SQRT1_2))

/** z and the condition `[n, classes]` → what G is applied to. */
export function joinLatent(config: GanConfig, z: Tensor, condition: Tensor | null): Tensor {
  const count = continuousCodes(config)
  const [noise, codes] = count ? split(z, [config.latentDim, count], 1) : [z]
  const parts = [config.prior === 'uniform' ? uniformCode(noise!) : noise!]
  if (codes) parts.push(uniformCode(codes))
  if (condition) parts.push(condition)
  return parts.length > 1 ? concat(parts, 1) : parts[0]!
}

/** Classes as one-hot rows; by default all in turn, in equal blocks: rows of one class in a grid of samples. */
export function conditionRows(
  config: GanConfig,
  data: DatasetEntry,
  count: number,
  labels?: Tensor1D,
): Tensor | null {
  const classes = conditionClasses(config, data)
  if (!classes) return null
  const blocks = () => Int32Array.from({ length: count }, (_, i) => blockOf(i, count, classes))
  return oneHotRows(labels ?? tensor1d(blocks(), 'int32'), classes)
}

/** int32 `[n]` → float32 `[n, classes]`. */
export const oneHotRows = (labels: Tensor1D, classes: number): Tensor =>
  cast(oneHot(labels, classes), 'float32')

const blockOf = (i: number, count: number, classes: number) =>
  count < classes ? i % classes : Math.floor((i * classes) / count)

/**
 * Noise within t deviations: z' = √2 erf⁻¹(erf(t/√2) erf(z/√2)) is the truncated normal exactly, and moves smoothly
 * with z. (The truncation trick, Brock et al. 2019, § 3.1, without its redrawing.) From t = 3 on, z itself.
 */
export function truncated(z: Tensor, t: number): Tensor {
  if (t >= 3) return z
  return mul(inverseErf(mul(uniformCode(z), erfOf(t * Math.SQRT1_2))), Math.SQRT2)
}

/** Giles 2012, "Approximating the erfinv function", single precision, the branch |x| < 0.9966. */
function inverseErf(x: Tensor): Tensor {
  const w = sub(neg(log(mul(sub(1, x), add(1, x)))), 2.5)
  const coefficients = [
    2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 0.00021858087, -0.00125372503,
    -0.00417768164, 0.246640727, 1.50140941,
  ]
  const zero: Tensor = mul(w, 0)
  return mul(
    coefficients.reduce((p, c) => add(mul(p, w), c), zero),
    x,
  )
}

/** Abramowitz & Stegun 7.1.26, error below 1.5e-7. */
function erfOf(x: number): number {
  const t = 1 / (1 + 0.3275911 * x)
  const polynomial =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
  return 1 - polynomial * Math.exp(-x * x)
}
