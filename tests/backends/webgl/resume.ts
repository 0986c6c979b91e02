import { setBackend } from '@tensorflow/tfjs-core'
import { families } from '../../../src/engine/families'
import { decodeCheckpoint, encodeCheckpoint } from '../../../src/engine/formats/checkpoint-file'
import { disposeSnapshot, download, Run } from '../../../src/engine/training/run'
import { tinyData, tinyPoints } from '../../support/tiny-data'
import { advance, tinyConfig, tinyRun, weightsOf } from '../../support/tiny-run'
import type { Check } from './compare'

/**
 * How far a resumed run may be from an uninterrupted one after five steps. A download keeps 32-bit floats as they are, but
 * tensors that come back lie in other textures, and sums over those may be taken in another order.
 */
const tolerance = 1e-4

/** The largest difference of two runs' variables, relative to values above 1. */
function distance(a: Record<string, number[]>, b: Record<string, number[]>): number {
  let most = 0
  for (const [name, values] of Object.entries(a))
    for (const [i, value] of values.entries())
      most = Math.max(most, Math.abs(value - b[name]![i]!) / Math.max(1, Math.abs(value)))
  return most
}

const resumes =
  (id: string): Check =>
  async () => {
    await setBackend('webgl')
    const family = families.find((one) => one.id === id)!
    const straight = tinyRun(family, tinyPoints)
    const former = tinyRun(family, tinyPoints)
    advance(straight, 3)
    advance(former, 3)
    const snapshot = former.snapshot()
    const { checkpoint } = decodeCheckpoint(encodeCheckpoint(await download(snapshot)))
    disposeSnapshot(snapshot)
    former.dispose()
    const resumed = new Run(tinyConfig(family, tinyPoints), tinyData(tinyPoints))
    resumed.restore(checkpoint)
    const then = weightsOf(resumed)
    advance(straight, 5)
    advance(resumed, 5)
    const expected = weightsOf(straight)
    const apart = distance(expected, weightsOf(resumed))
    if (!(apart <= tolerance)) throw new Error(`${id}: after five steps the weights are ${apart} apart`)
    // Otherwise nothing would have been compared.
    if (!(distance(expected, then) > 10 * tolerance)) throw new Error(`${id}: the weights did not move`)
    if (resumed.step !== 8) throw new Error(`${id}: the run is at step ${resumed.step}`)
    straight.dispose()
    resumed.dispose()
  }

export const resumeChecks: Check[] = [resumes('gan'), resumes('vae')]
