/** The steps of moments and, strictly between the first and the last of them, of checkpoints; rising, each once. */
export function stopsOf(moments: readonly number[], checkpoints: readonly number[]): number[] {
  const [first, last] = [moments[0] ?? 0, moments.at(-1) ?? 0]
  const between = checkpoints.filter((step) => step > first && step < last)
  return [...new Set([...moments, ...between])].sort((a, b) => a - b)
}

/** The index of the step nearest to another; 0 in an empty list. */
export function nearestOf(steps: readonly number[], step: number): number {
  let best = 0
  for (const [index, each] of steps.entries())
    if (Math.abs(each - step) < Math.abs(steps[best]! - step)) best = index
  return best
}
