import { dispose } from '@tensorflow/tfjs-core'
import type { LoadedData } from '../engine/core/dataset'
import { Run } from '../engine/training/run'
import type { RunConfig } from '../protocol/config'
import { problemOf } from './problem'
import type { Surroundings } from './surroundings'

/** Models of a kind take about as long: the timing of one stands for the others. */
export function kindOf(config: RunConfig): string {
  return `${config.model}/${config.data}/${config.settings.architecture ?? ''}`
}

/** Times this model's step on each candidate. A backend that cannot do it is left out, with a notice. */
export async function compareDevices(
  { devices, emit, now }: Surroundings,
  config: RunConfig,
  data: LoadedData,
): Promise<void> {
  for (const id of devices.candidates()) {
    try {
      devices.record(kindOf(config), id, await devices.on(id, () => timeStep(config, data, now)))
    } catch (error) {
      emit({ type: 'notice', level: 'warning', text: problemOf(error).message })
    }
  }
}

/**
 * Milliseconds of one iteration of this model on the current backend: the shortest of a few, the first (which compiles
 * and warms up) left out. It stops at `budgetMs`, so that a slow device is not waited for; then it is that first one.
 */
async function timeStep(
  config: RunConfig,
  data: LoadedData,
  now: () => number,
  budgetMs = 1500,
): Promise<number> {
  const run = new Run(config, data)
  try {
    const begin = now()
    let shortest = Number.POSITIVE_INFINITY
    let first = Number.POSITIVE_INFINITY
    for (let i = 0; i < 8 && now() - begin < budgetMs; i++) {
      await run.ready()
      const started = now()
      const scalars = run.advance()
      await Object.values(scalars)[0]!.data() // the device has done it, not merely been told
      dispose(scalars)
      const taken = now() - started
      if (i === 0) first = taken
      else shortest = Math.min(shortest, taken)
    }
    return Number.isFinite(shortest) ? shortest : first
  } finally {
    run.dispose()
  }
}
