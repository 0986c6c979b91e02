import {
  add,
  concat,
  matMul,
  mean,
  mul,
  reshape,
  split,
  sub,
  type Tensor,
  type Tensor3D,
  tensor,
  transpose,
} from '@tensorflow/tfjs-core'
import type { Rng } from '../../core/rng'

export interface AugmentPolicy {
  colour: boolean
  translation: boolean
  cutout: boolean
}

/**
 * DiffAugment: the same kind of random change for real and generated images, in both updates, through which gradients
 * flow (Zhao et al. 2020, § 3.2; ranges of the authors' code). `x`: `[n, h, w, c]` in unit range; the changes leave it a
 * little. All draws come from `rng`.
 */
export function diffAugment(x: Tensor, policy: AugmentPolicy, rng: Rng): Tensor {
  let y = x
  if (policy.colour) y = changeColour(y, rng)
  if (policy.translation) y = translate(y, rng)
  if (policy.cutout) y = cutOut(y, rng)
  return y
}

/** Brightness ± ¼ (half of unit range's [−1, 1] form), saturation × U(0, 2), contrast × U(½, 1½), each image its own. */
export function changeColour(x: Tensor, rng: Rng): Tensor {
  const n = x.shape[0]!
  const draw = (low: number, high: number) =>
    tensor(rng.fillUniform(new Float32Array(n), low, high), [n, 1, 1, 1])
  const stretch = (image: Tensor, middle: Tensor, factor: Tensor) =>
    add(middle, mul(sub(image, middle), factor))
  let y: Tensor = add(x, draw(-0.25, 0.25))
  if (x.shape[3]! > 1) y = stretch(y, mean(y, 3, true), draw(0, 2))
  return stretch(y, mean(y, [1, 2, 3], true), draw(0.5, 1.5))
}

/** Shifts by up to an eighth of the side, zero beyond the border: two products with shift matrices. */
export function translate(x: Tensor, rng: Rng): Tensor {
  const [n, h, w, c] = x.shape as [number, number, number, number]
  const rows = shifts(n, h, rng)
  const columns = shifts(n, w, rng)
  const down = matMul(rows, reshape(x, [n, h, w * c]))
  if (c === 1) return reshape(matMul(reshape(down, [n, h, w]), transposed(columns)), x.shape)
  const channels = split(reshape(down, [n, h, w, c]), c, 3)
  return concat(
    channels.map((channel) =>
      reshape(matMul(reshape(channel, [n, h, w]), transposed(columns)), [n, h, w, 1]),
    ),
    3,
  )
}

const transposed = (matrices: Tensor): Tensor3D => transpose(matrices as Tensor3D, [0, 2, 1])

/** `[n, side, side]`, one matrix for each image with ones on the diagonal that its shift names. */
function shifts(n: number, side: number, rng: Rng): Tensor3D {
  const reach = Math.floor(side / 8 + 0.5)
  const matrices = new Float32Array(n * side * side)
  for (let i = 0; i < n; i++) {
    const shift = rng.integer(2 * reach + 1) - reach
    for (let row = Math.max(0, shift); row < Math.min(side, side + shift); row++)
      matrices[(i * side + row) * side + row - shift] = 1
  }
  return tensor(matrices, [n, side, side])
}

/** Blanks a square of half the side whose centre lies anywhere. */
export function cutOut(x: Tensor, rng: Rng): Tensor {
  const [n, h, w] = x.shape as [number, number, number]
  const mask = new Float32Array(n * h * w).fill(1)
  const [high, wide] = [Math.floor(h / 2 + 0.5), Math.floor(w / 2 + 0.5)]
  for (let i = 0; i < n; i++) {
    const top = rng.integer(h + (1 - (high % 2))) - Math.floor(high / 2)
    const left = rng.integer(w + (1 - (wide % 2))) - Math.floor(wide / 2)
    for (let row = Math.max(0, top); row < Math.min(h, top + high); row++) {
      const from = (i * h + row) * w
      mask.fill(0, from + Math.max(0, left), from + Math.min(w, Math.max(0, left + wide)))
    }
  }
  return mul(x, tensor(mask, [n, h, w, 1]))
}
