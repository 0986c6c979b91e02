import type { LoadedData } from '../engine/core/dataset'
import { look } from '../engine/probes'
import type { Checkpoint } from '../engine/training/checkpoint'
import { Run } from '../engine/training/run'
import type { ProbeRequest } from '../protocol/api'
import type { Frame } from '../protocol/events'

/**
 * What probes see in a checkpoint: a second run is built beside the one that stands, looked at and let go. Throws
 * `ConfigError` or `FormatError` where the checkpoint is not of this data.
 */
export async function lookAt(
  data: LoadedData,
  checkpoint: Checkpoint,
  probes: ProbeRequest[],
): Promise<Frame[]> {
  const run = new Run(checkpoint.header.config, data)
  try {
    run.restore(checkpoint)
    const { family, model, config, step } = run
    const subject = { family, model, data, seed: config.seed }
    const frames = await Promise.all(probes.map(({ id, options }) => look(id, subject, step, options)))
    return frames.filter((frame) => frame !== null)
  } finally {
    run.dispose()
  }
}
