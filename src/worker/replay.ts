import { dispose, getBackend, type Scalar } from '@tensorflow/tfjs-core'
import type { LoadedData } from '../engine/core/dataset'
import type { Checkpoint } from '../engine/training/checkpoint'
import { disposeSnapshot, download, Run } from '../engine/training/run'
import type { History } from '../protocol/history'

/** How long it may train before it lets the run go on, and all in all, in milliseconds. */
const slice = 12
const longest = 10_000

/** Runs on WebGL are equal within this, relative to 1 or to the number; on the processor they are equal bit for bit. */
const webglTolerance = 1e-4

/**
 * The run as it was at `step`: a second run is trained beside the one that stands, from an earlier checkpoint. One step more
 * tells whether it was this life: its scalars, which come from the weights of `step`, must be those that the run `told`. Null
 * where they are not (a setting was changed on the way, or weights were loaded), where they are no longer known step by
 * step, where it takes too long, and once `stays` says no. Throws `ConfigError` or `FormatError` as `Run.restore` does.
 */
export async function replay(
  data: LoadedData,
  from: Checkpoint,
  step: number,
  told: History,
  stays: () => boolean,
): Promise<Checkpoint | null> {
  const row = rowOf(told, step + 1)
  if (row < 0 || from.header.step > step) return null
  const run = new Run(from.header.config, data)
  const began = performance.now()
  let sliceBegan = began
  try {
    run.restore(from)
    while (run.step < step) {
      if (run.ready()) return null
      const scalars = run.advance()
      if (performance.now() - sliceBegan > slice) {
        await Object.values(scalars)[0]?.data() // the device has done it, not merely been told
        await new Promise((resolve) => setTimeout(resolve, 0))
        sliceBegan = performance.now()
      }
      dispose(scalars)
      if (!stays() || sliceBegan - began > longest) return null
    }
    // Of the time that it took then, at its average pace.
    const snapshot = run.snapshot(from.header.elapsedMs * (step / Math.max(1, from.header.step)))
    try {
      if (run.ready() || !(await tells(run.advance(), told, row)) || !stays()) return null
      return await download(snapshot)
    } finally {
      disposeSnapshot(snapshot)
    }
  } finally {
    run.dispose()
  }
}

/** The row of one step alone; −1 where there is none, or one for several steps. */
function rowOf({ steps, length }: History, step: number): number {
  const row = steps.indexOf(step)
  const neighbour = row > 0 ? row - 1 : row + 1
  const alone = row >= 0 && neighbour < length && Math.abs(steps[neighbour]! - step) === 1
  return alone ? row : -1
}

async function tells(scalars: Record<string, Scalar>, told: History, row: number): Promise<boolean> {
  const tolerance = getBackend() === 'webgl' ? webglTolerance : 0
  try {
    for (const [name, scalar] of Object.entries(scalars)) {
      const [value] = await scalar.data()
      const known = told.values(name)[row] ?? Number.NaN
      const far = Math.abs(value! - known) > tolerance * Math.max(1, Math.abs(known))
      if (far || Number.isNaN(value) !== Number.isNaN(known)) return false
    }
    return true
  } finally {
    dispose(scalars)
  }
}
