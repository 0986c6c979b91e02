import { dispose, getBackend, memory } from '@tensorflow/tfjs-core'
import type { LoadedData } from '../engine/core/dataset'
import { ConfigError, DeviceError, type DivergenceError } from '../engine/core/errors'
import type { Subject } from '../engine/core/probe'
import type { Checkpoint } from '../engine/training/checkpoint'
import { describeModel } from '../engine/training/model'
import { disposeSnapshot, download, Run } from '../engine/training/run'
import { sketchModel } from '../engine/training/sketch'
import { StageRecorder } from '../engine/training/stage-recorder'
import type { ProbeRequest, SavedRun } from '../protocol/api'
import type { RunConfig, Stop } from '../protocol/config'
import type { DeviceReport, ModelDescription, Problem, SessionState, Status } from '../protocol/events'
import type { History, Measured } from '../protocol/history'
import type { Settings } from '../protocol/schema'
import type { Sketch } from '../protocol/sketch'
import type { StageReport } from '../protocol/stages'
import { Clock } from './clock'
import { compareDevices, kindOf } from './compare'
import { type DataEvent, DataShelf, infoOf } from './data-shelf'
import { Journal } from './journal'
import { LastGood } from './last-good'
import { Measures } from './measures'
import { Pictures } from './pictures'
import { precisionWarning } from './precision'
import { problemOf } from './problem'
import { divergenceIn, ScalarReader, type ScalarRows } from './scalar-reader'
import { steadyTime } from './steady-time'
import type { Surroundings } from './surroundings'

/** How long the loop may run before it lets messages in, in milliseconds. */
const slice = 12
const statusInterval = 200
/** How often a save lets the run go on to wait for scalars that are on their way. */
const patience = 200

/**
 * One training session: idle → building → running ⇄ paused → failed. It owns a run, paces it, reads its scalars,
 * shows it, and stops it where a number is no longer finite. It knows protocol and engine, and nothing of browsers.
 */
export class Session {
  #state: SessionState = 'idle'
  #activity = ''
  #progress: number | undefined
  #pausedBy: string | undefined
  #run: Run | null = null
  readonly #data: DataShelf
  #lastGood: LastGood | null = null
  #journal = new Journal()
  readonly #reader = new ScalarReader()
  readonly #clock: Clock
  readonly #pictures: Pictures
  readonly #measures: Measures
  /** Grows with every prepare; a build that finds a newer one gives up. */
  #generation = 0
  #loop: Promise<void> | null = null
  /** The device, being chosen; nothing is built before it is there. */
  #device: Promise<unknown> = Promise.resolve()
  #lastStatus = 0
  /** Grows when the run goes back to earlier weights; scalars still on their way are of steps that are no more. */
  #era = 0
  /** Whether the device was lost: nothing more is told. */
  #gone = false
  /** What to prepare again after a failure. */
  #failedConfig: RunConfig | null = null
  /** Ends a wait for data when the run is to stand still. */
  #interrupt: (() => void) | null = null

  private readonly world: Surroundings

  constructor(world: Surroundings) {
    this.world = world = { ...world, now: steadyTime(world.now) }
    this.#clock = new Clock(world.now)
    world.devices.whenLost(() => this.#lose())
    this.#data = new DataShelf(world.source, (event) => this.#dataArrived(event))
    this.#pictures = new Pictures((frame) => world.emit({ type: 'frame', frame }), world.now)
    this.#measures = new Measures(
      (step, values) => {
        this.#journal.measured(step, values)
        world.emit({ type: 'measures', step, values })
      },
      (error) => world.emit({ type: 'notice', level: 'warning', text: problemOf(error).message }),
      world.now,
    )
  }

  get run(): Run | null {
    return this.#run
  }

  get measures(): readonly Measured[] {
    return this.#journal.measures
  }

  get history(): History {
    return this.#journal.history
  }

  get state(): SessionState {
    return this.#state
  }

  describe(config: RunConfig): ModelDescription {
    return describeModel(config, infoOf(config))
  }

  sketch(config: RunConfig): Sketch {
    return sketchModel(config, infoOf(config))
  }

  /** One choice at a time: a newer one waits for the older. */
  chooseBackend(choice: string, kernels?: string): Promise<DeviceReport> {
    const chosen = this.#device.then(() => this.#switch(choice, kernels))
    this.#device = chosen.catch(() => undefined)
    return chosen
  }

  async #switch(choice: string, kernels?: string): Promise<DeviceReport> {
    const resume = this.#state === 'running'
    await this.#halt()
    const checkpoint = await this.checkpoint()
    const data = this.#run?.data
    if (data) this.#setState('building', 'Changing the device')
    this.#dropRun()
    try {
      return await this.world.devices.choose(choice, kernels)
    } finally {
      this.world.emit({ type: 'device', device: this.world.devices.report() })
      if (checkpoint && data) await this.#carryOver(checkpoint, data, resume)
    }
  }

  async compareBackends(): Promise<DeviceReport> {
    const run = this.#run
    if (!run || (this.#state !== 'running' && this.#state !== 'paused')) return this.world.devices.report()
    const resume = this.#state === 'running'
    await this.#halt()
    this.#setState('building', 'Timing the devices')
    await compareDevices(this.world, run.config, run.data)
    this.#setState('paused')
    const { choice } = this.world.devices.report()
    const report = await this.chooseBackend(choice)
    if (resume) await this.train()
    return report
  }

  async prepare(config: RunConfig, checkpoint?: Checkpoint, journal = new Journal()): Promise<void> {
    this.describe(config) // refuses what cannot be built, with the former run untouched
    const generation = ++this.#generation
    await this.#halt()
    if (generation !== this.#generation) return
    const { label } = infoOf(config)
    this.#setState('building', `Loading ${label}`)
    let data: LoadedData | undefined
    try {
      data = await this.#data.load(config)
      if (generation !== this.#generation) return
      this.#setState('building', 'Building the networks')
      await this.#device
      await this.world.breathe()
      if (generation !== this.#generation) return
      if (this.world.devices.undecided(kindOf(config))) {
        this.#setState('building', 'Timing the devices')
        await compareDevices(this.world, config, data)
        this.world.emit({ type: 'device', device: await this.world.devices.choose('auto') })
        if (generation !== this.#generation) return
      }
      await this.#warmUp(config, data)
      if (generation !== this.#generation) return
      const run = startRun(config, data, checkpoint)
      this.#dropRun()
      this.#data.keep(data, config)
      this.#journal = journal
      this.#adopt(run, checkpoint)
    } catch (error) {
      if (generation !== this.#generation) return
      if (checkpoint && this.#run)
        this.#setState('paused') // a file that does not fit leaves the run alone
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

  async train(): Promise<void> {
    if (this.#state !== 'paused' || !this.#run) return
    const { stop } = this.#run.config
    if (this.#clock.progress(stop, this.#run.step, this.#run.epochs) === 1) {
      this.#pausedBy = `The stop condition is already reached. Raise it, or choose "never", to train on.`
      this.#status()
      return
    }
    this.#pausedBy = undefined
    this.#clock.start()
    this.#setState('running')
    this.#measures.start()
    this.#loop = this.#train(this.#run).catch((error) => this.#fail(error))
  }

  async pause(): Promise<void> {
    await this.#halt()
  }

  interacted(): void {
    this.world.devices.interacted()
  }

  async step(): Promise<void> {
    await this.#once()
  }

  /** The same, told in its stages; null where none was done. */
  async slowStep(): Promise<StageReport | null> {
    const run = this.#run
    // The plane shows each stage; images would be drawn many times over for changes too small to see.
    const plane = run?.data.info.kind === 'points' ? run : null
    const recorder = new StageRecorder(
      plane ? () => this.#pictures.takeAll(this.#subject(plane), plane.step) : undefined,
    )
    try {
      return (await this.#once(recorder)) ? await recorder.report(this.#run?.step ?? 0) : null
    } finally {
      recorder.dispose()
    }
  }

  /** One iteration; false where none could be done. */
  async #once(recorder?: StageRecorder): Promise<boolean> {
    await this.#halt()
    const run = this.#run
    if (this.#state !== 'paused' || !run) return false
    let done = false
    this.#pausedBy = undefined
    this.#clock.start()
    try {
      await this.#awaitData(run)
      if (run.ready()) return false // interrupted
      this.#iterate(run, recorder)
      await this.world.devices.admit()
      done = true
    } catch (error) {
      this.#fail(error)
    } finally {
      this.#clock.stop()
    }
    await this.#settle()
    return done
  }

  async reset(): Promise<void> {
    const config = this.#run?.config
    if (config) await this.prepare(config)
  }

  change(settings: Settings): void {
    if (!this.#run) return
    this.#run.change(settings)
  }

  setStop(stop: Stop): void {
    if (!this.#run) return
    this.#run.config.stop = stop
    this.#status()
  }

  async watch(requests: ProbeRequest[]): Promise<void> {
    this.#pictures.watch(requests)
    if (this.#state === 'paused') await this.#look()
  }

  async retryData(): Promise<void> {
    if (this.#state === 'failed' && this.#failedConfig) return this.prepare(this.#failedConfig)
    await this.#data.retry()
  }

  async measure(): Promise<void> {
    if (this.#run) await this.#measures.take(this.#subject(this.#run), this.#run.step)
  }

  /** The run as it stands, read back; null before the first run. */
  async checkpoint(): Promise<Checkpoint | null> {
    if (!this.#run) return null
    const snapshot = this.#run.snapshot(this.#clock.elapsedMs)
    try {
      return await download(snapshot)
    } finally {
      disposeSnapshot(snapshot)
    }
  }

  /** The run as a file, with what it told up to there. Training goes on meanwhile. */
  async save(): Promise<SavedRun | null> {
    const journal = this.#journal
    const checkpoint = await this.checkpoint()
    if (!checkpoint) return null
    // The scalars of that step may still be on their way.
    if (this.world.devices.isLost())
      throw new DeviceError('The device was lost.', 'The run goes on from the last checkpoint.')
    const behind = () => !this.#reader.idle && journal.history.lastStep < checkpoint.header.step
    for (let turn = 0; turn < patience && behind() && journal === this.#journal; turn++)
      await this.world.breathe()
    return journal.save(checkpoint)
  }

  /** Continues from weights alone. Throws `FormatError`, with the run untouched. */
  async loadWeights(weights: Checkpoint['tensors']): Promise<void> {
    if (!this.#run)
      throw new ConfigError(
        'There is no model to load the weights into yet.',
        'Wait until it is built, then open the file again.',
      )
    await this.#halt()
    this.#run.loadWeights(weights)
    this.#renewLastGood(this.#run)
    await this.#settle()
  }

  // ── the loop ────────────────────────────────────────────────────────────────────────────────────────────────

  async #train(run: Run): Promise<void> {
    let sliceBegan = this.world.now()
    while (this.#state === 'running') {
      await this.#awaitData(run)
      if (this.#state !== 'running') break
      this.#iterate(run)
      await this.world.devices.admit()
      this.#clock.mark(run.step)
      this.#poll(run)
      if (this.#clock.progress(run.config.stop, run.step, run.epochs) === 1) {
        this.#pausedBy = `Stopped after ${run.config.stop.amount.toLocaleString('en')} ${run.config.stop.unit}`
        break
      }
      if (this.world.now() - sliceBegan > slice) {
        await this.world.breathe()
        sliceBegan = this.world.now()
      }
    }
    this.#clock.stop()
    if (this.#state === 'running') this.#state = 'paused'
    await this.world.devices.drain()
    await this.#settle()
  }

  #iterate(run: Run, recorder?: StageRecorder): void {
    const scalars = run.advance(recorder)
    this.#reader.push(run.step, scalars)
  }

  /** Reads, pictures, measures and status, each at its own pace; none is awaited. */
  #poll(run: Run): void {
    const now = this.world.now()
    const era = this.#era
    this.#reader
      .poll(now)
      ?.then((rows) => {
        if (rows && era === this.#era) this.#receive(run, rows)
      })
      .catch((error) => this.#fail(error))
    for (const shown of this.#pictures.poll(this.#subject(run), run.step))
      shown.catch((error) => this.#fail(error))
    this.#measures.poll(this.#subject(run), run.step)
    if (now - this.#lastStatus >= statusInterval) this.#status()
  }

  #receive(run: Run, rows: ScalarRows): void {
    if (run !== this.#run || this.world.devices.isLost()) return
    const divergence = divergenceIn(rows)
    this.#journal.history.append(rows.steps, rows.values)
    this.world.emit({ type: 'scalars', ...rows })
    if (divergence) this.#diverged(run, divergence)
    else this.#lastGood?.healthy(rows.steps[rows.steps.length - 1]!, this.world.now())
  }

  #diverged(run: Run, error: DivergenceError): void {
    this.#era++
    this.#pausedBy = error.message
    if (this.#state === 'running') this.#state = 'paused'
    this.#clock.stop()
    this.#reader.clear()
    this.#lastGood?.restore()
    this.#journal.truncate(run.step)
    this.world.emit({ type: 'problem', problem: problemOf(error) })
  }

  async #awaitData(run: Run): Promise<void> {
    const waiting = run.ready()
    if (!waiting) return
    this.#activity = `Waiting for more of ${run.data.info.label}`
    this.#status()
    this.#clock.stop()
    try {
      await Promise.race([waiting, new Promise<void>((resolve) => (this.#interrupt = resolve))])
    } finally {
      this.#interrupt = null
      this.#activity = ''
      if (this.#state === 'running') this.#clock.start()
    }
  }

  /** Ends the loop and leaves everything read and shown. */
  async #halt(): Promise<void> {
    if (this.#state === 'running') this.#state = 'paused'
    this.#interrupt?.()
    const loop = this.#loop
    this.#loop = null
    await loop
  }

  /** After the last step: all scalars read, pictures and measures of where the run stands. */
  async #settle(): Promise<void> {
    const run = this.#run
    if (!run || this.#state === 'failed') return
    const era = this.#era
    for (const rows of await this.#reader.flush()) {
      if (era !== this.#era) break
      this.#receive(run, rows)
    }
    this.#status()
    await this.#look()
    await this.measure()
    this.#status()
  }

  async #look(): Promise<void> {
    if (!this.#run) return
    this.#pictures.refresh()
    await Promise.all(this.#pictures.poll(this.#subject(this.#run), this.#run.step))
  }

  // ── owning a run ────────────────────────────────────────────────────────────────────────────────────────────

  async #carryOver(checkpoint: Checkpoint, data: LoadedData, resume: boolean): Promise<void> {
    try {
      await this.#warmUp(checkpoint.header.config, data)
      this.#adopt(startRun(checkpoint.header.config, data, checkpoint), checkpoint)
      if (resume) await this.train()
    } catch (error) {
      this.#fail(error)
    }
  }

  /** Lets the device prepare for a model of this shape, on a throw-away one. */
  async #warmUp(config: RunConfig, data: LoadedData): Promise<void> {
    const { devices } = this.world
    if (!devices.warms) return
    const scratch = new Run(config, data)
    try {
      await scratch.ready()
      await devices.warmUp({
        step: () => dispose(scratch.advance()),
        bytes: memory().numBytes,
        progress: (activity, share) => {
          this.#activity = activity
          this.#progress = share
          this.#status()
        },
      })
    } finally {
      scratch.dispose()
    }
  }

  #adopt(run: Run, checkpoint?: Checkpoint): void {
    this.#run = run
    this.#failedConfig = null
    this.#pausedBy = undefined
    this.#clock.elapsedMs = checkpoint?.header.elapsedMs ?? 0
    this.#renewLastGood(run)
    const description = describeModel(run.config, run.data.info)
    this.world.emit({ type: 'run', description, step: run.step })
    const warning = precisionWarning(run, this.world.devices)
    if (warning) this.world.emit({ type: 'notice', level: 'warning', text: warning })
    for (const event of this.#journal.events()) this.world.emit(event)
    this.#setState('paused')
    this.#look().catch((error) => this.#fail(error))
  }

  #renewLastGood(run: Run): void {
    this.#lastGood?.dispose()
    this.#lastGood = new LastGood(run, this.world.now())
  }

  #dropRun(): void {
    this.#pictures.refresh()
    this.#reader.clear()
    this.#lastGood?.dispose()
    this.#lastGood = null
    this.#run?.dispose()
    this.#run = null
  }

  #subject(run: Run): Subject {
    return { family: run.family, model: run.model, data: run.data, seed: run.config.seed }
  }

  // ── telling ─────────────────────────────────────────────────────────────────────────────────────────────────

  #dataArrived(event: DataEvent): void {
    this.world.emit({ type: 'data', ...event })
    if (this.#state !== 'building') return
    this.#progress = event.loaded / event.total
    this.#status()
  }

  /**
   * The device is gone, and with it the run's tensors and every answer that is still awaited. Nothing can be mended
   * here: the page gets the latest copy and starts a new worker.
   */
  #lose(): void {
    if (this.#gone) return
    this.#era++
    this.#setState('failed')
    this.#gone = true
    this.world.emit({ type: 'lost', saved: this.#journal.kept })
  }

  #fail(error: unknown): void {
    if (this.#gone) return
    if (this.world.devices.isLost()) {
      this.#lose()
      return
    }
    this.#clock.stop()
    this.#failedConfig = this.#run?.config ?? this.#failedConfig
    const problem: Problem = problemOf(error)
    this.#setState('failed')
    this.world.emit({ type: 'problem', problem })
  }

  #setState(state: SessionState, activity = ''): void {
    this.#state = state
    this.#activity = activity
    this.#progress = undefined
    this.#status()
  }

  #status(): void {
    if (this.#gone) return
    this.#lastStatus = this.world.now()
    // Before a backend is chosen tfjs has no memory to speak of, and throws when asked.
    const { numTensors, numBytes } = getBackend() ? memory() : { numTensors: 0, numBytes: 0 }
    const status: Status = {
      state: this.#state,
      activity: this.#activity,
      progress: this.#progress,
      pausedBy: this.#pausedBy,
      tensors: numTensors,
      bytes: numBytes,
      gpuBytes: getBackend() ? this.world.devices.gpuBytes() : undefined,
      ...this.#clock.report(this.#run),
    }
    this.world.emit({ type: 'status', status })
  }
}

/** A run of the configuration, at the checkpoint's step where there is one. Throws with nothing left behind. */
function startRun(config: RunConfig, data: LoadedData, checkpoint?: Checkpoint): Run {
  const run = new Run(config, data)
  try {
    if (checkpoint) run.restore(checkpoint)
    return run
  } catch (error) {
    run.dispose()
    throw error
  }
}
