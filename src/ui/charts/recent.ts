import type { History } from '../../protocol/history'

/** Rows looked back on; fewer values than `least` are no evidence. */
const window = 50
const least = 20

/** The mean of a series over the last steps; null where it has too few values. */
export function recentMean(history: History, id: string): number | null {
  const values = history.values(id).slice(-window).filter(Number.isFinite)
  return values.length < least ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}

/** How many steps that looks back on: a row of a long history stands for several. */
export function recentSteps({ steps }: History): number {
  const first = Math.max(0, steps.length - window)
  return steps.at(-1)! - (steps[first - 1] ?? steps[first]! - 1)
}
