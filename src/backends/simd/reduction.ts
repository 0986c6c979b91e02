import { type TensorInfo, util } from '@tensorflow/tfjs-core'
import type { SimdBackend } from './backend'
import { transpose } from './ops/move'

/** A reduction seen as [outer, depth, inner] over the middle axis. */
export interface ReductionPlan {
  outer: number
  depth: number
  inner: number
  /** Axes to move first so that the reduced ones come last, or undefined when they are neighbours already. */
  permutation: number[] | undefined
}

/** Axes of size 1 neither separate nor join anything. */
export function planReduction(shape: number[], axes: number[]): ReductionPlan {
  const reduced = new Set(axes)
  const relevant = shape.map((_, axis) => axis).filter((axis) => shape[axis] !== 1)
  const flags = relevant.map((axis) => reduced.has(axis))
  const first = flags.indexOf(true)
  const last = flags.lastIndexOf(true)
  const depth = axes.reduce((product, axis) => product * shape[axis]!, 1)
  if (first < 0) return { outer: util.sizeFromShape(shape), depth: 1, inner: 1, permutation: undefined }
  if (flags.slice(first, last + 1).every(Boolean)) {
    const size = (part: number[]) => part.reduce((product, axis) => product * shape[axis]!, 1)
    const outer = size(relevant.slice(0, first))
    return { outer, depth, inner: size(relevant.slice(last + 1)), permutation: undefined }
  }
  const kept = shape.map((_, axis) => axis).filter((axis) => !reduced.has(axis))
  const outer = kept.reduce((product, axis) => product * shape[axis]!, 1)
  return { outer, depth, inner: 1, permutation: [...kept, ...axes] }
}

/** Calls `use` with x arranged as the plan says. `innermost` asks for inner = 1 at the price of a transposal. */
export function withReduction(
  backend: SimdBackend,
  x: TensorInfo,
  axes: number[],
  innermost: boolean,
  use: (x: TensorInfo, plan: ReductionPlan) => TensorInfo,
): TensorInfo {
  let plan = planReduction(x.shape, axes)
  if (innermost && plan.inner !== 1) {
    const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis))
    plan = { outer: plan.outer * plan.inner, depth: plan.depth, inner: 1, permutation: [...kept, ...axes] }
  }
  if (!plan.permutation) return use(x, plan)
  const moved = transpose(backend, x, plan.permutation)
  const result = use(moved, plan)
  backend.disposeData(moved.dataId)
  return result
}
