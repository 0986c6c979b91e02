import type { Tensor } from '@tensorflow/tfjs-core'
import type { Series } from '../../protocol/catalogue'
import type { Role } from '../../protocol/schema'

/** A stage of an iteration in words. */
export interface Stage {
  label: string
  text: string
  /** Networks at work, by id. */
  networks: readonly string[]
  /** Values run forward through them, or gradients backward. */
  direction: 'forward' | 'backward'
}

/** A number that a stage shows: the mean of a tensor. */
export interface StageNumber {
  label: string
  role: Role
  of: Tensor
  unit?: string
}

/** Rows that a stage shows: examples, codes, scores; with `before`, where they stood before it. */
export interface StageRows {
  label: string
  role: Role
  of: Tensor
  before?: Tensor
}

export interface StageValues {
  numbers?: StageNumber[]
  rows?: StageRows[]
}

/**
 * Tells of a stage that has just been done. `values` is called at once, and may compute what only slow motion wants to
 * see; it draws no random numbers and changes no variable.
 */
export type TellStage = (stage: Stage, values?: () => StageValues) => void

export const number = (label: string, role: Role, of: Tensor, unit?: string): StageNumber => ({
  label,
  role,
  of,
  unit,
})

export const rows = (label: string, role: Role, of: Tensor, before?: Tensor): StageRows => ({
  label,
  role,
  of,
  before,
})

/** Scalars of the iteration under the names and colours of their curves; those without one are left out. */
export function curves(series: readonly Series[], scalars: Record<string, Tensor>): StageNumber[] {
  return Object.entries(scalars).flatMap(([id, of]) => {
    const named = series.find((entry) => entry.id === id)
    if (!named) return []
    // "generator" names a curve among losses; alone it would name a network.
    const label = id.endsWith('Loss') ? `loss: ${named.label}` : named.label
    return [number(label, named.role, of, named.unit)]
  })
}
