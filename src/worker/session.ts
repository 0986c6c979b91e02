import type { LoadedData } from '../engine/core/dataset'
import { ConfigError, DeviceError } from '../engine/core/errors'
import type { Checkpoint } from '../engine/training/checkpoint'
import { describeModel } from '../engine/training/model'
import { disposeSnapshot, download, type Run } from '../engine/training/run'
import { sketchModel } from '../engine/training/sketch'
import type { ProbeRequest, SavedRun } from '../protocol/api'
import type { RunConfig, Stop } from '../protocol/config'
import type { DeviceReport, ModelDescription, SessionState } from '../protocol/events'
import type { History, Measured } from '../protocol/history'
import type { Settings } from '../protocol/schema'
import type { Sketch } from '../protocol/sketch'
import type { StageReport } from '../protocol/stages'
import { Clock } from './clock'
import { compareDevices, kindOf } from './compare'
import { type DataEvent, DataShelf, infoOf } from './data-shelf'
import { Journal } from './journal'
import { problemOf } from './problem'
import { RunKeeper, startRun } from './run-keeper'
import { Standing } from './standing'
import { steadyTime } from './steady-time'
import type { Surroundings } from './surroundings'
import { Trainer } from './trainer'

/**
 * One training session: idle → building → running ⇄ paused → failed. It builds a run of a configuration, on a device, from
 * data, and answers the page. The run is in the hands of a `RunKeeper`, its steps are a `Trainer`'s, and `Standing` tells
 * where all of it stands. It knows protocol and engine, and nothing of browsers.
 */
export class Session {
  readonly #data: DataShelf
  readonly #clock: Clock
  readonly #keeper: RunKeeper
  readonly #standing: Standing
  readonly #trainer: Trainer
  /** Grows with every prepare; a build that finds a newer one gives up. */
  #generation = 0
  /** The device, being chosen; nothing is built before it is there. */
  #device: Promise<unknown> = Promise.resolve()
  /** Whether the device was lost: nothing more is told. */
  #gone = false
  /** What to prepare again after a failure. */
  #failedConfig: RunConfig | null = null

  private readonly world: Surroundings

  constructor(world: Surroundings) {
    this.world = world = { ...world, now: steadyTime(world.now) }
    world.devices.whenLost(() => this.#lose())
    this.#data = new DataShelf(world.source, (event) => this.#dataArrived(event))
    this.#clock = new Clock(world.now)
    this.#keeper = new RunKeeper(world)
    this.#standing = new Standing(world, this.#clock, () => this.#keeper.run)
    this.#trainer = new Trainer(world, this.#keeper, this.#standing, this.#clock, (error) =>
      this.#fail(error),
    )
  }

  get run(): Run | null {
    return this.#keeper.run
  }

  get measures(): readonly Measured[] {
    return this.#keeper.journal.measures
  }

  get history(): History {
    return this.#keeper.journal.history
  }

  get state(): SessionState {
    return this.#standing.state
  }

  describe(config: RunConfig): ModelDescription {
    return describeModel(config, infoOf(config))
  }

  sketch(config: RunConfig): Sketch {
    return sketchModel(config, infoOf(config))
  }

  // ── building ────────────────────────────────────────────────────────────────────────────────────────────────

  async prepare(config: RunConfig, checkpoint?: Checkpoint, journal = new Journal()): Promise<void> {
    this.describe(config) // refuses what cannot be built, with the former run untouched
    const generation = ++this.#generation
    await this.#trainer.halt()
    if (generation !== this.#generation) return
    const { label } = infoOf(config)
    this.#standing.enter('building', `Loading ${label}`)
    let data: LoadedData | undefined
    try {
      data = await this.#data.load(config)
      if (generation !== this.#generation) return
      this.#standing.enter('building', 'Building the networks')
      await this.#device
      await this.world.breathe()
      if (generation !== this.#generation) return
      if (this.world.devices.undecided(kindOf(config))) {
        this.#standing.enter('building', 'Timing the devices')
        await compareDevices(this.world, config, data)
        this.world.emit({ type: 'device', device: await this.world.devices.choose('auto') })
        if (generation !== this.#generation) return
      }
      await this.#warmUp(config, data)
      if (generation !== this.#generation) return
      const run = startRun(config, data, checkpoint)
      this.#dropRun()
      this.#data.keep(data, config)
      this.#keeper.journal = journal
      this.#adopt(run, checkpoint)
    } catch (error) {
      if (generation !== this.#generation) return
      if (checkpoint && this.run)
        this.#standing.enter('paused') // a file that does not fit leaves the run alone
      else {
        this.#dropRun()
        this.#failedConfig = config
        this.#fail(error)
      }
      throw error
    } finally {
      if (data) this.#data.release(data)
    }
  }

  async reset(): Promise<void> {
    const config = this.run?.config
    if (config) await this.prepare(config)
  }

  async retryData(): Promise<void> {
    if (this.state === 'failed' && this.#failedConfig) return this.prepare(this.#failedConfig)
    await this.#data.retry()
  }

  #warmUp(config: RunConfig, data: LoadedData): Promise<void> {
    return this.#keeper.warmUp(config, data, (activity, share) => {
      this.#standing.doing(activity, share)
      this.#standing.tell()
    })
  }

  #adopt(run: Run, checkpoint?: Checkpoint): void {
    this.#failedConfig = null
    this.#standing.pausedBy = undefined
    this.#clock.elapsedMs = checkpoint?.header.elapsedMs ?? 0
    this.#keeper.adopt(run)
    this.#standing.enter('paused')
    this.#trainer.look().catch((error) => this.#fail(error))
  }

  #dropRun(): void {
    this.#trainer.forget()
    this.#keeper.drop()
  }

  #dataArrived(event: DataEvent): void {
    this.world.emit({ type: 'data', ...event })
    this.#standing.building(event.loaded / event.total)
  }

  // ── devices ─────────────────────────────────────────────────────────────────────────────────────────────────

  /** One choice at a time: a newer one waits for the older. */
  chooseBackend(choice: string, kernels?: string): Promise<DeviceReport> {
    const chosen = this.#device.then(() => this.#switch(choice, kernels))
    this.#device = chosen.catch(() => undefined)
    return chosen
  }

  async #switch(choice: string, kernels?: string): Promise<DeviceReport> {
    const resume = this.state === 'running'
    await this.#trainer.halt()
    const checkpoint = await this.checkpoint()
    const data = this.run?.data
    if (data) this.#standing.enter('building', 'Changing the device')
    this.#dropRun()
    try {
      return await this.world.devices.choose(choice, kernels)
    } finally {
      this.world.emit({ type: 'device', device: this.world.devices.report() })
      if (checkpoint && data) await this.#carryOver(checkpoint, data, resume)
    }
  }

  async #carryOver(checkpoint: Checkpoint, data: LoadedData, resume: boolean): Promise<void> {
    try {
      await this.#warmUp(checkpoint.header.config, data)
      this.#adopt(startRun(checkpoint.header.config, data, checkpoint), checkpoint)
      if (resume) await this.train()
    } catch (error) {
      this.#fail(error)
    }
  }

  async compareBackends(): Promise<DeviceReport> {
    const { run } = this
    if (!run || (this.state !== 'running' && this.state !== 'paused')) return this.world.devices.report()
    const resume = this.state === 'running'
    await this.#trainer.halt()
    this.#standing.enter('building', 'Timing the devices')
    await compareDevices(this.world, run.config, run.data)
    this.#standing.enter('paused')
    const { choice } = this.world.devices.report()
    const report = await this.chooseBackend(choice)
    if (resume) await this.train()
    return report
  }

  interacted(): void {
    this.world.devices.interacted()
  }

  // ── training ────────────────────────────────────────────────────────────────────────────────────────────────

  async train(): Promise<void> {
    if (this.state === 'paused' && this.run) this.#trainer.begin(this.run)
  }

  async pause(): Promise<void> {
    await this.#trainer.halt()
  }

  async step(): Promise<void> {
    await this.#trainer.once()
  }

  slowStep(): Promise<StageReport | null> {
    return this.#trainer.slowly()
  }

  change(settings: Settings): void {
    this.run?.change(settings)
  }

  setStop(stop: Stop): void {
    if (!this.run) return
    this.run.config.stop = stop
    this.#standing.tell()
  }

  async watch(requests: ProbeRequest[]): Promise<void> {
    this.#trainer.watch(requests)
    if (this.state === 'paused') await this.#trainer.look()
  }

  async measure(): Promise<void> {
    await this.#trainer.measure()
  }

  // ── files ───────────────────────────────────────────────────────────────────────────────────────────────────

  /** The run as it stands, read back; null before the first run. */
  async checkpoint(): Promise<Checkpoint | null> {
    if (!this.run) return null
    const snapshot = this.run.snapshot(this.#clock.elapsedMs)
    try {
      return await download(snapshot)
    } finally {
      disposeSnapshot(snapshot)
    }
  }

  /** The run as a file, with what it told up to there. Training goes on meanwhile. */
  async save(): Promise<SavedRun | null> {
    const { journal } = this.#keeper
    const checkpoint = await this.checkpoint()
    if (!checkpoint) return null
    // The scalars of that step may still be on their way.
    if (this.world.devices.isLost())
      throw new DeviceError('The device was lost.', 'The run goes on from the last checkpoint.')
    await this.#trainer.caughtUp(journal, checkpoint.header.step)
    return journal.save(checkpoint)
  }

  /** Continues from weights alone. Throws `FormatError`, with the run untouched. */
  async loadWeights(weights: Checkpoint['tensors']): Promise<void> {
    if (!this.run)
      throw new ConfigError(
        'There is no model to load the weights into yet.',
        'Wait until it is built, then open the file again.',
      )
    await this.#trainer.halt()
    this.run.loadWeights(weights)
    this.#keeper.renewLastGood()
    await this.#trainer.settle()
  }

  // ── failing ─────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * The device is gone, and with it the run's tensors and every answer that is still awaited. Nothing can be mended
   * here: the page gets the latest copy and starts a new worker.
   */
  #lose(): void {
    if (this.#gone) return
    this.#trainer.abandon()
    this.#standing.enter('failed')
    this.#standing.silence()
    this.#gone = true
    this.world.emit({ type: 'lost', saved: this.#keeper.journal.kept })
  }

  #fail(error: unknown): void {
    if (this.#gone) return
    if (this.world.devices.isLost()) {
      this.#lose()
      return
    }
    this.#clock.stop()
    this.#failedConfig = this.run?.config ?? this.#failedConfig
    this.#standing.enter('failed')
    this.world.emit({ type: 'problem', problem: problemOf(error) })
  }
}
