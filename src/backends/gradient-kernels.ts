/**
 * Kernels of our own for first derivatives, one pass instead of two or three. A gradient function uses one where the
 * backend has it and no tape records; second derivatives go through tfjs's differentiable ops.
 *
 * `ReluGrad`    inputs {dy, y}, attrs {alpha} → dy · (y > 0 ? 1 : alpha): relu, leaky relu
 * `ReluBiasGrad` inputs {dy, y} [rows…, n], attrs {alpha} → [d, Σ_rows d] with d as ReluGrad: a layer's bias gradient too
 * `TanhGrad`    inputs {dy, y} → dy · (1 − y²)
 * `SigmoidGrad` inputs {dy, y} → dy · y (1 − y)
 * `SoftplusGrad` inputs {dy, x} → dy · σ(x)
 */
export const ReluGrad = 'ReluGrad'
export const ReluBiasGrad = 'ReluBiasGrad'
export const TanhGrad = 'TanhGrad'
export const SigmoidGrad = 'SigmoidGrad'
export const SoftplusGrad = 'SoftplusGrad'
