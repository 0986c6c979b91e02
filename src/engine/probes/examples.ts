import type { Block } from '../../protocol/events'
import { exampleSize, type Split } from '../core/dataset'

/** The first `count` examples of a split that have arrived, as float32 `[n, …shape]`. */
export function firstExamples(
  split: Split,
  shape: readonly number[],
  count: number,
): Block & { data: Float32Array } {
  const n = Math.min(count, split.available)
  const size = exampleSize(shape)
  const data = new Float32Array(n * size)
  for (let i = 0; i < n; i++) split.copy(i, data, i * size)
  return { shape: [n, ...shape], data }
}
