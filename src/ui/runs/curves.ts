import type { RunPast } from '../../protocol/api'
import type { StoredCheckpoint } from '../storage/schema'

export type Axis = 'step' | 'time'

export interface Point {
  x: number
  y: number
}

/** Points of a curve at most: more could not be told apart. */
const most = 300

/**
 * A series as a curve, in as many buckets as can be seen; each is the mean of its finite values. Over time, a step
 * stands where it was reached if training went evenly between two checkpoints. Times are in seconds.
 */
export function curveOf(past: RunPast, series: string, axis: Axis, checkpoints: StoredCheckpoint[]): Point[] {
  const values = past.values[series]
  if (!values) return []
  const place = axis === 'step' ? (step: number) => step : timeline(past, checkpoints)
  const size = Math.max(1, Math.ceil(values.length / most))
  const points: Point[] = []
  for (let from = 0; from < values.length; from += size) {
    const to = Math.min(from + size, values.length)
    let [sum, count] = [0, 0]
    for (let i = from; i < to; i++) {
      if (!Number.isFinite(values[i])) continue
      sum += values[i]!
      count++
    }
    if (count) points.push({ x: place(past.steps[to - 1]!), y: sum / count })
  }
  return points
}

function timeline({ step, elapsedMs }: RunPast, checkpoints: StoredCheckpoint[]): (step: number) => number {
  const known = [{ step: 0, elapsedMs: 0 }, ...checkpoints.filter((one) => one.step < step)]
  if (step > 0) known.push({ step, elapsedMs })
  return (at) => {
    const next = known.findIndex((one) => one.step >= at)
    if (next <= 0) return (known.at(next === 0 ? 0 : -1)!.elapsedMs ?? 0) / 1000
    const [a, b] = [known[next - 1]!, known[next]!]
    const share = (at - a.step) / (b.step - a.step)
    return (a.elapsedMs + share * (b.elapsedMs - a.elapsedMs)) / 1000
  }
}

const units = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 18_000, 36_000, 86_400]

/** Times that a clock would mark, in seconds from 0 to `end`, `count` of them at most beside 0. */
export function timeTicks(end: number, count: number): number[] {
  const unit = units.find((one) => end / one <= count) ?? Math.ceil(end / count / 86_400) * 86_400
  return Array.from({ length: Math.floor(end / unit + 1e-9) + 1 }, (_, i) => i * unit)
}
