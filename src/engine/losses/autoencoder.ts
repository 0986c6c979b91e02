import {
  add,
  cast,
  clipByValue,
  div,
  grad,
  less,
  log,
  mean,
  mul,
  reshape,
  type Scalar,
  square,
  sub,
  sum,
  type Tensor,
} from '@tensorflow/tfjs-core'

/**
 * vᵀ J of each example has the squared length ‖vᵀ J‖², and E_v ‖vᵀ J‖² = ‖J‖_F² for v ~ N(0, I): the squared Frobenius
 * norm of the encoder's Jacobian ∂h/∂x by one backward pass. `encode`: x → h `[n, d]`; `v` `[n, d]` → `[n]`. Its
 * gradient needs second derivatives of the encoder's layers. (Penalty: Rifai et al. 2011, eq. 2; estimate: Hutchinson
 * 1990.)
 */
export function jacobianNorm(encode: (x: Tensor) => Tensor, x: Tensor, v: Tensor): Tensor {
  const gradient = grad((input: Tensor) => sum(mul(encode(input), v)))(x)
  return sum(square(reshape(gradient, [x.shape[0]!, -1])), 1)
}

/**
 * Σ_j KL(ρ ‖ ρ̂_j) with ρ̂_j the mean activity of unit j over the batch: ρ log ρ/ρ̂ + (1 − ρ) log (1 − ρ)/(1 − ρ̂), in nats.
 * `h`: `[n, d]` in (0, 1) → scalar (Ng 2011, CS294A lecture notes, § 3).
 */
export function sparsityPenalty(h: Tensor, target: number): Scalar {
  const active = clipByValue(mean(h, 0), 1e-6, 1 - 1e-6)
  const on = mul(log(div(target, active)), target)
  const off = mul(log(div(1 - target, sub(1, active))), 1 - target)
  return sum(add(on, off))
}

export type Corruption = 'mask' | 'gaussian'

/**
 * A damaged copy of x: each number is set to 0 with probability `level` (`mask`), or gets Gaussian noise of deviation
 * `level` (Vincent et al. 2010, § 3.3). `noise`: uniform or normal, of x's shape.
 */
export function corrupt(x: Tensor, kind: Corruption, level: number, noise: Tensor): Tensor {
  if (kind === 'gaussian') return add(x, mul(noise, level))
  return mul(x, sub(1, cast(less(noise, level), 'float32')))
}

/** ½ Σ (x − x̂)² of each example: `[n, …]` → `[n]`; −log N(x; x̂, I) without its constant. */
export function halfSquaredError(x: Tensor, reconstruction: Tensor): Tensor {
  const difference = sub(x, reconstruction)
  return mul(sum(square(difference), x.shape.map((_, axis) => axis).slice(1)), 0.5)
}
