import {
  add,
  grad,
  mean,
  moments,
  mul,
  reshape,
  type Scalar,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
} from '@tensorflow/tfjs-core'

/** x `[n, …]` → one number for each example or pack, whose gradient with respect to x is penalised. */
export type Critic = (x: Tensor) => Tensor

const tiny = 1e-12

/** ‖∇ₓ D(x)‖² of each example, `[n]`. Differentiable again, given second derivatives of D's layers. */
export function squaredGradientNorm(critic: Critic, x: Tensor): Tensor {
  const gradient = grad((input: Tensor) => sum(critic(input)))(x)
  return sum(square(reshape(gradient, [x.shape[0]!, -1])), 1)
}

/** E[(‖∇D(x̂)‖ − 1)²] (Gulrajani et al. 2017, eq. 3). At points between real and fake: `between`. */
export function oneCentredPenalty(critic: Critic, x: Tensor): Scalar {
  return mean(square(sub(sqrt(add(squaredGradientNorm(critic, x), tiny)), 1)))
}

/** ½ E‖∇D(x)‖²: R₁ at real examples, R₂ at generated ones (Mescheder et al. 2018, eq. 9 and 10, without γ). */
export function zeroCentredPenalty(critic: Critic, x: Tensor): Scalar {
  return mul(mean(squaredGradientNorm(critic, x)), 0.5)
}

/** x̂ = ε x + (1 − ε) x̃, one ε ~ U[0, 1) `[n, 1 …]` for each pair (Gulrajani et al. 2017, § 4). */
export function between(real: Tensor, fake: Tensor, epsilon: Tensor): Tensor {
  return add(fake, mul(sub(real, fake), epsilon))
}

/**
 * Points around the data: x + α · ½ σ(x) u with u ~ U[0, 1) of x's shape, α ~ U[0, 1) `[n, 1 …]`, and σ the deviation of
 * all of the batch's numbers (DRAGAN: Kodali et al. 2017, algorithm 1, in the authors' code).
 */
export function around(real: Tensor, u: Tensor, alpha: Tensor): Tensor {
  const deviation = sqrt(moments(real).variance)
  return add(real, mul(mul(mul(u, deviation), 0.5), alpha))
}

/** Shape of one number for each example of x, to be broadcast over it. */
export const perExample = (x: Tensor): number[] => [x.shape[0]!, ...x.shape.slice(1).map(() => 1)]
