/** Stops between two neighbours, and in all. */
const [mostBetween, most] = [7, 480]

/**
 * The steps at which the slider stops, rising: moments, checkpoints between the first and the last of them, and steps evenly
 * between two neighbours of either kind, as many as the slider can tell apart.
 */
export function stopsOf(moments: readonly number[], checkpoints: readonly number[]): number[] {
  const [first, last] = [moments[0] ?? 0, moments.at(-1) ?? 0]
  const inside = checkpoints.filter((step) => step > first && step < last)
  const kept = [...new Set([...moments, ...inside])].sort((a, b) => a - b)
  const between = Math.max(0, Math.min(mostBetween, Math.floor(most / Math.max(1, kept.length)) - 1))
  return kept.flatMap((step, index) => {
    const gap = (kept[index + 1] ?? step) - step
    const count = Math.min(between, Math.max(0, gap - 1))
    return [
      step,
      ...Array.from({ length: count }, (_, i) => step + Math.round(((i + 1) * gap) / (count + 1))),
    ]
  })
}

/** The index of the step nearest to another; 0 in an empty list. */
export function nearestOf(steps: readonly number[], step: number): number {
  let best = 0
  for (const [index, each] of steps.entries())
    if (Math.abs(each - step) < Math.abs(steps[best]! - step)) best = index
  return best
}
