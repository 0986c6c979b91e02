import type { Split } from '../core/dataset'
import type { Rng } from '../core/rng'

/**
 * The examples whose classes a semi-supervised run may see: `perClass` of each class (fewer where the first shard has
 * fewer), drawn from the first shard so that they are known before the rest has arrived. A function of the stream.
 */
export function labelledExamples(split: Split, labels: Uint8Array, perClass: number, rng: Rng): Int32Array {
  const taken = new Map<number, number>()
  const chosen: number[] = []
  for (const index of rng.permutation(split.shardEnds[0]!)) {
    const count = taken.get(labels[index]!) ?? 0
    if (count >= perClass) continue
    taken.set(labels[index]!, count + 1)
    chosen.push(index)
  }
  return Int32Array.from(chosen)
}
