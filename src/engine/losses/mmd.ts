import {
  add,
  div,
  eye,
  matMul,
  mul,
  relu,
  type Scalar,
  square,
  sub,
  sum,
  type Tensor,
  type Tensor2D,
  transpose,
} from '@tensorflow/tfjs-core'

/** ‖aᵢ − bⱼ‖² for all pairs: `[n, d]`, `[m, d]` → `[n, m]`. */
export function squaredDistances(a: Tensor, b: Tensor): Tensor {
  const norms = (x: Tensor) => sum(square(x), 1, true)
  const cross = matMul(a as Tensor2D, b as Tensor2D, false, true)
  return relu(sub(add(norms(a), transpose(norms(b))), mul(cross, 2))) // rounding may give −1e-7
}

/** The scales at which the kernel compares, relative to the prior's own spread (Tolstikhin et al. 2018, § 4). */
export const mmdScales = [0.1, 0.2, 0.5, 1, 2, 5, 10]

/** k(a, b) = Σ_s C s / (C s + ‖a − b‖²), C = 2 d: inverse multiquadratics. `[n, d]`, `[m, d]` → `[n, m]`. */
function kernel(a: Tensor, b: Tensor): Tensor {
  const distance = squaredDistances(a, b)
  const base = 2 * a.shape[1]!
  return mmdScales
    .map((scale): Tensor => div(base * scale, add(distance, base * scale)))
    .reduce((total, term) => add(total, term))
}

/**
 * Squared maximum mean discrepancy between two samples of the same size n, the unbiased estimate (it may be negative):
 *
 *   1/(n(n−1)) Σ_{i≠j} [k(aᵢ, aⱼ) + k(bᵢ, bⱼ)] − 2/n² Σ_{ij} k(aᵢ, bⱼ)
 *
 * `a`, `b`: `[n, d]`, n ≥ 2 → scalar, no unit. (Gretton et al. 2012, eq. 3; kernel and use: Tolstikhin et al. 2018,
 * algorithm 2.)
 */
export function mmd(a: Tensor, b: Tensor): Scalar {
  const n = a.shape[0]!
  const off = sub(1, eye(n))
  const within = add(sum(mul(kernel(a, a), off)), sum(mul(kernel(b, b), off)))
  const between = sum(kernel(a, b))
  return sub(div(within, n * (n - 1)), mul(between, 2 / (n * n)))
}
