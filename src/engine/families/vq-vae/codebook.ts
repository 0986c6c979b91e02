import {
  add,
  argMin,
  cast,
  div,
  exp,
  gather,
  less,
  log,
  matMul,
  mul,
  neg,
  oneHot,
  reshape,
  type Scalar,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tensor,
  tensor1d,
  tidy,
  type Variable,
  variable,
} from '@tensorflow/tfjs-core'
import type { Rng } from '../../core/rng'
import { pickRows } from '../../losses/gradient-routing'
import { squaredDistances } from '../../losses/mmd'

/** K vectors that follow the encoder's outputs by moving averages; variables of the model, not of an optimizer. */
export interface Codebook {
  /** e_k: `[K, codeDim]`. */
  codes: Variable
  /** N_k: how many outputs a code gets, `[K]`. */
  counts: Variable
  /** m_k: the sum of these, `[K, codeDim]`. */
  sums: Variable
}

/** Codes drawn from N(0, 1/codeDim), each as if it had been used once. */
export function makeCodebook(size: number, codeDim: number, rng: Rng): Record<keyof Codebook, Variable> {
  const values = rng.fillNormal(new Float32Array(size * codeDim), 0, 1 / Math.sqrt(codeDim))
  const make = (data: Float32Array, shape: number[]) => tidy(() => variable(tensor(data, shape), false))
  return {
    codes: make(values, [size, codeDim]),
    counts: make(new Float32Array(size).fill(1), [size]),
    sums: make(values.slice(), [size, codeDim]),
  }
}

/** The nearest code of each vector: z `[n, codeDim]` → int32 `[n]` (van den Oord et al. 2017, eq. 1). */
export function nearestCodes({ codes }: Codebook, z: Tensor): Tensor1D {
  return argMin(squaredDistances(z, codes), 1)
}

/** The vectors of some codes: int32 `[n]` → `[n, codeDim]`. */
export function lookUp({ codes }: Codebook, indices: Tensor1D): Tensor {
  return pickRows(codes, indices)
}

/** exp of the entropy of use over a batch: how many codes are in play, 1 … K. `indices` int32 `[n]`. */
export function perplexity(indices: Tensor1D, size: number): Scalar {
  const share = div(sum(oneHot(indices, size), 0), indices.size)
  return exp(neg(sum(mul(share, log(add(share, 1e-10))))))
}

const smoothing = 1e-5

/**
 * One update of the codebook from a batch of outputs z `[n, codeDim]` and their codes `[n]`, with decay γ:
 *
 *   N_k ← γ N_k + (1 − γ) n_k,   m_k ← γ m_k + (1 − γ) Σ_{i: code k} zᵢ,   e_k ← m_k / Ñ_k
 *
 * Ñ: N smoothed so that an unused code divides by no zero (van den Oord et al. 2017, appendix A.1). A code with N_k below
 * `restartBelow` of an even share then starts again at a random output (Dhariwal et al. 2020, Jukebox, appendix A).
 */
export function updateCodebook(
  { codes, counts, sums }: Codebook,
  z: Tensor,
  indices: Tensor1D,
  decay: number,
  restartBelow: number,
  rng: Rng,
): void {
  const size = codes.shape[0]!
  const assigned = cast(oneHot(indices, size), 'float32') as Tensor2D
  const follow = (average: Tensor, now: Tensor) => add(mul(average, decay), mul(now, 1 - decay))
  const count = follow(counts, sum(assigned, 0))
  const total = follow(sums, matMul(assigned, z as Tensor2D, true, false))
  const all = sum(count)
  const smoothed = mul(div(add(count, smoothing), add(all, size * smoothing)), all)

  const even = div(all, size)
  const dead = cast(less(count, mul(even, restartBelow)), 'float32')
  const picks = tensor1d(
    Int32Array.from({ length: size }, () => rng.integer(z.shape[0]!)),
    'int32',
  )
  const revive = (alive: Tensor, fresh: Tensor, mask: Tensor) =>
    add(mul(alive, sub(1, mask)), mul(fresh, mask))
  const rows = reshape(dead, [size, 1])
  const fresh = gather(z, picks)
  counts.assign(revive(count, even, dead) as never)
  sums.assign(revive(total, mul(fresh, even), rows) as never)
  codes.assign(revive(div(total, reshape(smoothed, [size, 1])), fresh, rows) as never)
}
