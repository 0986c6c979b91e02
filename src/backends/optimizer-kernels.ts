import type { NamedAttrMap } from '@tensorflow/tfjs-core'

/**
 * Fused optimizer updates: one kernel per variable instead of a dozen elementwise ops.
 *
 * They are ordinary tfjs kernels with names of our own. An optimizer asks
 * `getKernel(name, getBackend())`; where that is undefined it composes tfjs ops.
 * The formulas and slots are those of tfjs 4.22's optimizers, epsilon's place included, so slots saved
 * under one backend continue under another. Every output is a **new** tensor: a snapshot that shares
 * the old buffer keeps its values.
 *
 * `AdamUpdate`     inputs {param, gradient, firstMoment, secondMoment}
 *                  attrs  {learningRate, beta1, beta2, epsilon, accBeta1, accBeta2}   accBeta = beta^t, t = 1 at first
 *                  →      [param', m', v']
 *                  m' = β₁ m + (1 − β₁) g;  v' = β₂ v + (1 − β₂) g²
 *                  param' = param − lr · (m' / (1 − accBeta1)) / (√(v' / (1 − accBeta2)) + ε)
 * `RMSPropUpdate`  inputs {param, gradient, meanSquare, moment}
 *                  attrs  {learningRate, decay, momentum, epsilon}
 *                  →      [param', meanSquare', moment']
 *                  s' = ρ s + (1 − ρ) g²;  d' = μ d + lr · g / √(s' + ε);  param' = param − d'
 * `MomentumUpdate` inputs {param, gradient, accumulation}
 *                  attrs  {learningRate, momentum, useNesterov}
 *                  →      [param', accumulation']
 *                  a' = μ a + g;  param' = param − lr · (useNesterov ? g + μ a' : a')
 * `SGDUpdate`      inputs {param, gradient}, attrs {learningRate} → [param']
 *                  param' = param − lr · g
 *
 * Each may have a sibling, `inPlace(name)`, that moves any number of variables in one call and writes over their
 * parameters and slots: inputs are a list of param, gradient and slots of one variable after the other, the result is
 * empty. Whoever calls it makes sure that nobody else holds the data (a reference count of 1).
 */
export const AdamUpdate = 'AdamUpdate'
export const RMSPropUpdate = 'RMSPropUpdate'
export const MomentumUpdate = 'MomentumUpdate'
export const SGDUpdate = 'SGDUpdate'

export const inPlace = (kernel: string) => `${kernel}InPlace`

export interface AdamUpdateAttrs extends NamedAttrMap {
  learningRate: number
  beta1: number
  beta2: number
  epsilon: number
  accBeta1: number
  accBeta2: number
}

export interface RMSPropUpdateAttrs extends NamedAttrMap {
  learningRate: number
  decay: number
  momentum: number
  epsilon: number
}

export interface MomentumUpdateAttrs extends NamedAttrMap {
  learningRate: number
  momentum: number
  useNesterov: boolean
}

export interface SGDUpdateAttrs extends NamedAttrMap {
  learningRate: number
}
