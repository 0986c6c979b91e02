/** How an elementwise kernel walks two tensors; see kernels/binary.ts. */
export interface BroadcastPlan {
  mode: 0 | 1 | 2 | 3
  /** Elements (mode 0–2) or inner runs (mode 3). */
  total: number
  /** [rank, n, stepA, stepB, (size, strideA, strideB) × rank] for mode 3. */
  layout: number[]
  /** Elements of one unit of `total`. */
  run: number
}

/**
 * Aligns both shapes at the right, joins neighbouring axes that both tensors walk in the same way, and makes the last
 * one the inner run. Typical results: same shape → mode 0; a scalar → 1 or 2; a row or a column → one outer axis.
 */
export function planBroadcast(a: number[], b: number[], out: number[]): BroadcastPlan {
  const size = out.reduce((product, n) => product * n, 1)
  const axes = joinAxes(axesOf(a, b, out))
  if (axes.length === 1) {
    const { stepA, stepB } = axes[0]!
    const mode = stepA && stepB ? 0 : stepA ? 2 : stepB ? 1 : 3
    if (mode !== 3) return { mode, total: size, layout: [], run: 1 }
  }
  if (axes.length === 0) return { mode: 0, total: size, layout: [], run: 1 }
  const inner = axes.pop()!
  const layout = [axes.length, inner.size, inner.stepA ? 1 : 0, inner.stepB ? 1 : 0]
  for (const { size, stepA, stepB } of axes) layout.push(size, stepA, stepB)
  return { mode: 3, total: inner.size === 0 ? 0 : size / inner.size, layout, run: inner.size }
}

interface Axis {
  size: number
  /** Strides in elements; 0 where the tensor is repeated. */
  stepA: number
  stepB: number
}

function axesOf(a: number[], b: number[], out: number[]): Axis[] {
  const axes: Axis[] = []
  let strideA = 1
  let strideB = 1
  for (let i = 1; i <= out.length; i++) {
    const size = out[out.length - i]!
    const sizeA = a[a.length - i] ?? 1
    const sizeB = b[b.length - i] ?? 1
    if (size !== 1) {
      axes.unshift({ size, stepA: sizeA === 1 ? 0 : strideA, stepB: sizeB === 1 ? 0 : strideB })
    }
    strideA *= sizeA
    strideB *= sizeB
  }
  return axes
}

/** (outer, inner) → one axis where outer's stride is inner's extent, in both tensors. */
function joinAxes(axes: Axis[]): Axis[] {
  const joined: Axis[] = []
  for (const axis of axes) {
    const outer = joined.at(-1)
    if (outer && outer.stepA === axis.stepA * axis.size && outer.stepB === axis.stepB * axis.size) {
      joined[joined.length - 1] = { ...axis, size: outer.size * axis.size }
    } else joined.push(axis)
  }
  return joined
}
