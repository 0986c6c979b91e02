import {
  cast,
  customGrad,
  type GradSaveFunc,
  gather,
  matMul,
  oneHot,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  zeros,
  zerosLike,
} from '@tensorflow/tfjs-core'

/** The identity, through which no gradient flows (sg[·] in papers). */
export const stopGradient: (x: Tensor) => Tensor = customGrad((x) => ({
  value: (x as Tensor).clone(),
  gradFunc: (dy) => zerosLike(dy as Tensor),
}))

/**
 * `to` forwards, the identity of `from` backwards: the straight-through estimator (Bengio et al. 2013). Same shapes. The
 * gradient of what is done with the quantised code passes to the encoder unchanged (van den Oord et al. 2017, § 3.1).
 */
export const straightThrough: (from: Tensor, to: Tensor) => Tensor = customGrad((_from, to) => ({
  value: (to as Tensor).clone(),
  gradFunc: (dy) => [dy as Tensor, zerosLike(dy as Tensor)],
}))

/**
 * Rows of a table: `[K, d]`, int32 `[n]` → `[n, d]`. The gradient goes to the table; the indices have none (tfjs's own
 * gather throws where the indices themselves were computed from a variable).
 */
export const pickRows = customGrad((...args: unknown[]) => {
  const [table, indices, save] = args as [Tensor, Tensor1D, GradSaveFunc]
  const size = table.shape[0]!
  save([indices])
  return {
    value: gather(table, indices),
    gradFunc: (dy, [chosen]) => [
      matMul(cast(oneHot(chosen as Tensor1D, size), 'float32') as Tensor2D, dy as Tensor2D, true, false),
      zeros(chosen!.shape),
    ],
  }
}) as (table: Tensor, indices: Tensor1D) => Tensor
