import type { DivergenceError } from '../engine/core/errors'
import type { Run } from '../engine/training/run'
import { StageRecorder } from '../engine/training/stage-recorder'
import type { ProbeRequest } from '../protocol/api'
import type { StageReport } from '../protocol/stages'
import type { Clock } from './clock'
import type { Journal } from './journal'
import { Measures } from './measures'
import { Pictures } from './pictures'
import { problemOf } from './problem'
import { RunKeeper } from './run-keeper'
import { divergenceIn, ScalarReader, type ScalarRows } from './scalar-reader'
import type { Standing } from './standing'
import type { Surroundings } from './surroundings'
import { Turn } from './turn'

/** How long the loop may run before it lets messages in, in milliseconds. */
const slice = 12
/** How often a save lets the run go on to wait for scalars that are on their way. */
const patience = 200

/**
 * Makes the steps of the run in keeping, one by one or in a loop: paces it, reads its scalars, has it looked at and
 * measured, ends at the stop condition, and goes back where a number is no longer finite.
 */
export class Trainer {
  readonly #reader = new ScalarReader()
  readonly #pictures: Pictures
  readonly #measures: Measures
  #turn = new Turn()
  /** Grows when the run goes back to earlier weights; scalars still on their way are of steps that are no more. */
  #era = 0
  /** Ends a wait for data when the run is to stand still. */
  #interrupt: (() => void) | null = null

  constructor(
    private readonly world: Surroundings,
    private readonly keeper: RunKeeper,
    private readonly standing: Standing,
    private readonly clock: Clock,
    private readonly fail: (error: unknown) => void,
  ) {
    this.#pictures = new Pictures(
      (frame) => world.emit({ type: 'frame', frame }),
      world.now,
      () => world.devices.report().backend !== 'webgl',
    )
    this.#measures = new Measures(
      (step, values) => {
        keeper.journal.measured(step, values)
        world.emit({ type: 'measures', step, values })
      },
      (error) => world.emit({ type: 'notice', level: 'warning', text: problemOf(error).message }),
      world.now,
    )
  }

  /** Trains on, until the run stops of itself or `halt`. */
  begin(run: Run): void {
    const { stop } = run.config
    if (this.clock.progress(stop, run.step, run.epochs) === 1) {
      this.standing.pausedBy = `The stop condition is already reached. Raise it, or choose "never", to train on.`
      this.standing.tell()
      return
    }
    this.standing.pausedBy = undefined
    this.standing.enter('running')
    this.#measures.start()
    const former = this.#turn
    former.leave()
    const turn = new Turn()
    this.#turn = turn
    turn.read = former.done.then(() => this.#train(run, turn)).catch(this.fail)
    turn.done = turn.read.then(() => this.#show(turn)).catch(this.fail)
  }

  /**
   * Ends the loop. That the run stands is told at once, while the device still works on the last step: no further one is
   * begun. Resolves when everything is read and shown.
   */
  async halt(): Promise<void> {
    const turn = this.#turn
    turn.over = true
    this.#stand()
    this.#interrupt?.()
    await turn.done
  }

  /** One iteration; false where none could be done. */
  once(recorder?: StageRecorder): Promise<boolean> {
    this.#turn.leave()
    const halted = this.halt()
    const turn = new Turn()
    turn.over = true
    this.#turn = turn
    const done = halted.then(() => this.#once(turn, recorder))
    turn.read = turn.done = done.then(() => {}).catch(this.fail)
    return done
  }

  async #once(turn: Turn, recorder?: StageRecorder): Promise<boolean> {
    const { run } = this.keeper
    if (this.standing.state !== 'paused' || !run) return false
    let done = false
    this.standing.pausedBy = undefined
    this.clock.start()
    try {
      await this.#awaitData(run)
      if (!run.ready()) {
        this.#iterate(run, recorder)
        await this.world.devices.admit()
        done = true
      }
    } catch (error) {
      this.fail(error)
    } finally {
      this.clock.stop()
    }
    await this.settle(turn)
    return done
  }

  /** The same, told in its stages; null where none was done. */
  async slowly(): Promise<StageReport | null> {
    const { run } = this.keeper
    // The plane shows each stage; images would be drawn many times over for changes too small to see.
    const plane = run?.data.info.kind === 'points' ? run : null
    const recorder = new StageRecorder(
      plane ? () => this.#pictures.takeAll(RunKeeper.subject(plane), plane.step) : undefined,
    )
    try {
      return (await this.once(recorder)) ? await recorder.report(this.keeper.run?.step ?? 0) : null
    } finally {
      recorder.dispose()
    }
  }

  watch(requests: ProbeRequest[]): void {
    this.#pictures.watch(requests)
  }

  /** Pictures of where the run stands. */
  async look(): Promise<void> {
    const { run } = this.keeper
    if (!run) return
    this.#pictures.refresh()
    await Promise.all(this.#pictures.poll(RunKeeper.subject(run), run.step))
  }

  async measure(): Promise<void> {
    const { run } = this.keeper
    if (run) await this.#measures.take(RunKeeper.subject(run), run.step)
  }

  /** After the last step: all scalars read, pictures and measures of where the run stands. */
  async settle(turn = this.#turn): Promise<void> {
    await this.#collect()
    await this.#show(turn)
  }

  /** Waits until the scalars of a step are in the run's journal, as long as that can be expected. */
  async caughtUp(journal: Journal, step: number): Promise<void> {
    if (this.standing.state !== 'running') await this.#turn.read
    const behind = () => !this.#reader.idle && journal.history.lastStep < step
    for (let turn = 0; turn < patience && behind() && journal === this.keeper.journal; turn++)
      await this.world.breathe()
  }

  /** What is still on its way is of a run that is no more. */
  forget(): void {
    this.#pictures.refresh()
    this.#reader.clear()
  }

  /** Nothing that is still awaited counts any more. */
  abandon(): void {
    this.#era++
  }

  async #train(run: Run, turn: Turn): Promise<void> {
    let sliceBegan = this.world.now()
    const goesOn = () => !turn.over && this.standing.state === 'running'
    if (goesOn()) this.clock.start()
    while (goesOn()) {
      await this.#awaitData(run)
      if (!goesOn()) break
      this.#iterate(run)
      await this.world.devices.admit()
      if (turn.over) break
      this.clock.mark(run.step)
      this.#poll(run)
      if (this.clock.progress(run.config.stop, run.step, run.epochs) === 1) {
        this.standing.pausedBy = `Stopped after ${run.config.stop.amount.toLocaleString('en')} ${run.config.stop.unit}`
        break
      }
      if (this.world.now() - sliceBegan > slice) {
        await this.world.breathe()
        sliceBegan = this.world.now()
      }
    }
    if (!turn.over) this.#stand()
    await this.world.devices.drain()
    await this.#collect()
  }

  /** No further step is begun, and that is told. */
  #stand(): void {
    if (this.standing.state !== 'running') return
    this.clock.stop()
    this.standing.enter('paused')
  }

  /** All scalars that are on their way. */
  async #collect(): Promise<void> {
    const { run } = this.keeper
    if (!run || this.standing.state === 'failed') return
    const era = this.#era
    for (const rows of await this.#reader.flush()) {
      if (era !== this.#era) break
      this.#receive(run, rows)
    }
    this.standing.tell()
  }

  /** Pictures and measures of where the run stands, as long as it does. */
  async #show(turn: Turn): Promise<void> {
    if (turn.left || !this.keeper.run || this.standing.state === 'failed') return
    const showing = async () => {
      await this.look()
      if (!turn.left) await this.measure()
    }
    await turn.unlessLeft(showing())
    this.standing.tell()
  }

  #iterate(run: Run, recorder?: StageRecorder): void {
    const scalars = run.advance(recorder)
    this.#reader.push(run.step, scalars)
  }

  /** Reads, pictures, measures and status, each at its own pace; none is awaited. */
  #poll(run: Run): void {
    const era = this.#era
    const subject = RunKeeper.subject(run)
    this.#reader
      .poll(this.world.now())
      ?.then((rows) => {
        if (rows && era === this.#era) this.#receive(run, rows)
      })
      .catch(this.fail)
    for (const shown of this.#pictures.poll(subject, run.step)) shown.catch(this.fail)
    this.#measures.poll(subject, run.step)
    this.standing.tellInTime()
  }

  #receive(run: Run, rows: ScalarRows): void {
    if (run !== this.keeper.run || this.world.devices.isLost()) return
    const divergence = divergenceIn(rows, run.family.series)
    this.keeper.journal.history.append(rows.steps, rows.values)
    this.world.emit({ type: 'scalars', ...rows })
    if (divergence) this.#diverged(run, divergence)
    else this.keeper.healthy(rows.steps[rows.steps.length - 1]!)
  }

  #diverged(run: Run, error: DivergenceError): void {
    this.abandon()
    this.standing.pausedBy = error.message
    this.standing.stopRunning()
    this.clock.stop()
    this.#reader.clear()
    this.keeper.rewind(run)
    this.world.emit({ type: 'problem', problem: problemOf(error) })
  }

  async #awaitData(run: Run): Promise<void> {
    const waiting = run.ready()
    if (!waiting) return
    this.standing.doing(`Waiting for more of ${run.data.info.label}`)
    this.standing.tell()
    this.clock.stop()
    try {
      await Promise.race([waiting, new Promise<void>((resolve) => (this.#interrupt = resolve))])
    } finally {
      this.#interrupt = null
      this.standing.doing('')
      if (this.standing.state === 'running') this.clock.start()
    }
  }
}
