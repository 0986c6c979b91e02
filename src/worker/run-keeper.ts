import { dispose } from '@tensorflow/tfjs-core'
import type { LoadedData } from '../engine/core/dataset'
import type { Subject } from '../engine/core/probe'
import { measureAll } from '../engine/metrics'
import type { Checkpoint } from '../engine/training/checkpoint'
import { describeModel } from '../engine/training/model'
import { Run } from '../engine/training/run'
import type { RunConfig } from '../protocol/config'
import { Journal } from './journal'
import { LastGood } from './last-good'
import { precisionWarning } from './precision'
import type { Surroundings } from './surroundings'

/** The run that a session owns, with its last good weights and the journal of what it told. */
export class RunKeeper {
  #run: Run | null = null
  #lastGood: LastGood | null = null
  journal = new Journal()

  constructor(private readonly world: Surroundings) {}

  get run(): Run | null {
    return this.#run
  }

  /** What probes and metrics look at. */
  static subject(run: Run): Subject {
    return { family: run.family, model: run.model, data: run.data, seed: run.config.seed }
  }

  /** Takes a run into keeping, in the place of the one that was dropped, and tells of it. */
  adopt(run: Run): void {
    this.#run = run
    this.renewLastGood()
    const description = describeModel(run.config, run.data.info)
    this.world.emit({ type: 'run', description, step: run.step })
    const warning = precisionWarning(run, this.world.devices)
    if (warning) this.world.emit({ type: 'notice', level: 'warning', text: warning })
    for (const event of this.journal.events()) this.world.emit(event)
  }

  drop(): void {
    this.#lastGood?.dispose()
    this.#lastGood = null
    this.#run?.dispose()
    this.#run = null
  }

  /** The weights as they stand are taken for good: they come from a file, or nothing was computed yet. */
  renewLastGood(): void {
    this.#lastGood?.dispose()
    this.#lastGood = this.#run && new LastGood(this.#run, this.world.now())
  }

  /** Scalars up to `step` are finite. */
  healthy(step: number): void {
    this.#lastGood?.healthy(step, this.world.now())
  }

  /** Back to the last good weights, in the journal too. */
  rewind(run: Run): void {
    this.#lastGood?.restore()
    this.journal.truncate(run.step)
  }

  /** Lets the device prepare for a model of this shape, on a throw-away one. */
  async warmUp(
    config: RunConfig,
    data: LoadedData,
    progress: (activity: string, share: number) => void,
  ): Promise<void> {
    const { devices } = this.world
    if (!devices.warms) return
    const scratch = new Run(config, data)
    try {
      await scratch.ready()
      await devices.warmUp({ step: () => dispose(scratch.advance()), progress })
      // Their programs too: compiled amid training, behind its steps, they would keep the worker from hearing Pause.
      progress('Preparing the measures', 1)
      await measureAll(RunKeeper.subject(scratch)).catch(() => undefined)
    } finally {
      scratch.dispose()
    }
  }
}

/** A run of the configuration, at the checkpoint's step where there is one. Throws with nothing left behind. */
export function startRun(config: RunConfig, data: LoadedData, checkpoint?: Checkpoint): Run {
  const run = new Run(config, data)
  try {
    if (checkpoint) run.restore(checkpoint)
    return run
  } catch (error) {
    run.dispose()
    throw error
  }
}
