import {
  add,
  div,
  matMul,
  norm,
  reshape,
  sqrt,
  square,
  sum,
  type Tensor,
  type Tensor2D,
  tensor,
  tidy,
  transpose,
  type Variable,
  variable,
} from '@tensorflow/tfjs-core'
import type { Rng } from '../core/rng'
import type { TensorData } from '../training/checkpoint'
import { type NetworkSpec, weightSpecs } from './network'

/**
 * Spectral normalisation: every kernel W acts as W / σ(W), its largest singular value one, so that a network of
 * 1-Lipschitz activations is 1-Lipschitz. σ is followed by power iteration, one round an update (Miyato et al. 2018,
 * eq. 6 and algorithm 1). A convolution's kernel is the matrix `[height · width · in, out]`.
 */
const tiny = 1e-12

const isKernel = (name: string, shape: readonly number[]) => name.endsWith('/kernel') && shape.length > 1

const stateName = (kernel: string) => `${kernel}/u`

function asMatrix(kernel: Tensor): Tensor2D {
  return reshape(kernel, [-1, kernel.shape[kernel.rank - 1]!])
}

function unit(x: Tensor2D): Tensor2D {
  return div(x, add(norm(x), tiny))
}

/** The right singular vectors' estimates: one variable `[out, 1]` of unit length for each kernel. */
export function spectralState(spec: NetworkSpec, rng: Rng): Record<string, Variable> {
  const state: Record<string, Variable> = {}
  for (const [name, { shape }] of weightSpecs(spec)) {
    if (!isKernel(name, shape)) continue
    const out = shape[shape.length - 1]!
    state[stateName(name)] = tidy(() =>
      variable(unit(tensor(rng.fillNormal(new Float32Array(out)), [out, 1])), false),
    )
  }
  return state
}

/** One round of power iteration: u ← Wᵀ W u / ‖Wᵀ W u‖. */
export function powerIteration(kernels: Map<string, Variable>, state: Record<string, Variable>): void {
  for (const [name, kernel] of kernels) {
    const u = state[stateName(name)]
    if (!u) continue
    tidy(() => {
      const matrix = asMatrix(kernel)
      const v = unit(matMul(matrix, u as unknown as Tensor2D))
      u.assign(unit(matMul(transpose(matrix), v)) as never)
    })
  }
}

/**
 * W / σ(W) with σ = ‖W u‖ = vᵀ W u for v = W u / ‖W u‖. With u a constant its gradient is v uᵀ, as in the paper
 * (eq. 10). To be given to `Network.apply` as `weight`; other weights pass unchanged.
 */
export function spectrallyNormalised(state: Record<string, Variable>) {
  return (name: string, weight: Tensor): Tensor => {
    const u = state[stateName(name)]
    return u ? div(weight, spectralNorm(weight, u)) : weight
  }
}

/** Name in a checkpoint of the u that belongs to a kernel. */
export const checkpointName = (kernel: string) => `state/${stateName(kernel)}`

/** W / σ(W) on the host, of a stored kernel and its u: the kernel as it acts. */
export function normalisedKernel({ shape, data }: TensorData, { data: u }: TensorData): TensorData {
  let sum = 0
  for (let row = 0; row < data.length; row += u.length) {
    let product = 0
    for (let column = 0; column < u.length; column++) product += data[row + column]! * u[column]!
    sum += product * product
  }
  const sigma = Math.sqrt(sum + tiny)
  return { shape, data: data.map((value) => value / sigma) }
}

/** σ(W) as estimated by u. */
export function spectralNorm(kernel: Tensor, u: Tensor): Tensor {
  const product = matMul(asMatrix(kernel), u as Tensor2D)
  return sqrt(add(sum(square(product)), tiny))
}
