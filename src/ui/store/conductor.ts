import type { ProbeRequest, SavedRun } from '../../protocol/api'
import { changedKeys, type RunConfig } from '../../protocol/config'
import type { SessionEvent } from '../../protocol/events'
import { type Client, type Connect, problemOf, type Session } from '../client/client'
import { readPref } from '../storage/prefs'
import { Shelf } from '../storage/shelf'
import { askedDevice } from './address'
import { applyEvent } from './events'
import { Keeper } from './keeper'
import type { RunRecord } from './record'
import {
  addNotice,
  idle,
  newRun,
  nextId,
  type PageStore,
  type Past,
  present,
  type RunIdentity,
} from './state'

/** Checkpoints are megabytes; older entries keep their configuration only. */
const checkpointsKept = 3
const pastKept = 20
/** Losing the device twice within this time, in milliseconds, is too often. */
const lostOften = 120_000

/** What a run is continued from: an entry of the past, or as much of one as there is. */
export type Restorable = Pick<Past, 'checkpoint'> & Partial<Past>

/** Owns the worker and knows which run stands in it; every action (./actions) goes through it. */
export class Conductor {
  /** Configuration of the run that stands in the worker; null while none does. */
  live: RunConfig | null = null
  /** Whether the person wants the run to run, also while it is being rebuilt. */
  running = false
  /** What the visible view draws from, and what is only pointed at for a while. */
  seen: ProbeRequest[] = []
  peeked: ProbeRequest[] = []
  readonly shelf: Shelf
  readonly keeper: Keeper
  /** The configuration last known to stand in the worker, also while `live` is null; null where none may. */
  #inWorker: RunConfig | null = null
  /** The run that the next `run` event begins. */
  #next: RunIdentity = newRun()
  #client: Client | null = null
  /** Grows with every new run that is asked for; an older request that comes back late does nothing more. */
  #version = 0
  /** Grows with every worker and its end. */
  #life = 0
  #queue: Promise<void> = Promise.resolve()
  #lostAt = Number.NEGATIVE_INFINITY
  /** Whether other data or another model are asked for: as soon as they are built, what the former run told goes. */
  #other = false
  /** The backend that takes the place of a device that cannot be relied on. */
  #standIn: string | null = null

  constructor(
    readonly store: PageStore,
    readonly record: RunRecord,
    readonly connect: Connect,
    keepEvery?: number,
  ) {
    this.shelf = new Shelf(
      (shelf) => store.setState({ shelf }),
      (text, level) => addNotice(store, text, level),
    )
    this.keeper = new Keeper(store, record, this, this.shelf, keepEvery)
  }

  get session(): Session | null {
    return this.#client?.session ?? null
  }

  get stands(): boolean {
    return this.live !== null
  }

  get probes(): ProbeRequest[] {
    return [...this.seen, ...this.peeked]
  }

  get version(): number {
    return this.#version
  }

  /** A new run is asked for: requests with an older version do nothing more. */
  nextVersion(): number {
    return ++this.#version
  }

  /** A worker, its catalogue, its device; `then` brings it a run. */
  async begin(then: () => Promise<void>): Promise<void> {
    try {
      // A worker that was replaced may still have messages on their way.
      const life = ++this.#life
      this.#client = this.connect(
        { event: (event) => void (life === this.#life && this.#hear(event)) },
        (why) => void (life === this.#life && this.#died(why)),
      )
      const { session } = this.#client
      const catalogue = await session.catalogue()
      this.store.setState({ catalogue })
      await session.watch(this.probes)
      const asked = askedDevice()
      const backend = this.#standIn ?? asked.backend ?? readPref('backend', 'auto')
      const { kernels } = asked
      if (backend !== 'auto' || kernels) await this.call((worker) => worker.chooseBackend(backend, kernels))
      await then()
    } catch (error) {
      if (!this.store.getState().dead) this.#died(problemOf(error).message)
    }
  }

  /** A new worker with the same configuration, at the last checkpoint that there is. */
  rebuild(): void {
    this.end()
    this.store.setState({ dead: null, problem: null, status: idle })
    void this.begin(async () => {
      const version = this.nextVersion()
      const { run } = this.store.getState()
      const kept = this.keeper.kept ?? (run && (await this.#shelved(run)))
      if (!kept) return this.prepare(version)
      await this.restore({ checkpoint: kept.bytes, run: kept.run }, version)
    })
  }

  async #shelved(run: RunIdentity) {
    const bytes = await this.shelf.store?.checkpoint(run.id).catch(() => undefined)
    return bytes ? { bytes, run } : null
  }

  /** Ends the worker. */
  end(): void {
    this.#client?.dispose()
    this.live = this.#inWorker = null
  }

  /** Calls the session; a failure becomes the problem on the stage, unless the worker is what failed. */
  async call(ask: (session: Session) => Promise<unknown>): Promise<void> {
    if (!this.#client || this.store.getState().dead) return
    try {
      await ask(this.#client.session)
    } catch (error) {
      if (!this.store.getState().dead) this.store.setState({ problem: problemOf(error) })
    }
  }

  /** Changes what a run is made of: the controls at once, then a new run, with the former one kept. */
  replace(change: Partial<RunConfig>, what: string): void {
    const { config } = this.store.getState()
    if (!config) return
    const former = config
    // Layers of a person's own belong to the model and the data that they were made for.
    const networks = 'model' in change || 'data' in change ? undefined : config.networks
    this.store.setState({ config: { ...config, networks, ...change } })
    void this.build(what, former)
  }

  async build(what: string, former?: RunConfig): Promise<void> {
    const version = this.nextVersion()
    await this.keepPast(what && `Started over with ${what}`, former)
    if (version === this.#version) await this.prepare(version)
  }

  /** A new run of the configuration that the controls show. */
  async prepare(version: number): Promise<void> {
    const { config } = this.store.getState()
    if (!config) return
    const former = this.live ?? this.#inWorker
    this.#other ||= former !== null && (former.data !== config.data || former.model !== config.model)
    this.live = this.#inWorker = null
    this.keeper.forget()
    this.#next = newRun()
    await this.call(async (session) => {
      await session.prepare(config)
      await this.stood(config, version)
    })
  }

  /** Back to the initial weights: a new run of the same configuration. */
  async reset(version: number): Promise<void> {
    const { config } = this.store.getState()
    if (!config) return
    this.live = this.#inWorker = null
    this.keeper.forget()
    this.#next = newRun()
    await this.call(async (session) => {
      await session.reset()
      await this.stood(config, version)
    })
  }

  /** The run of a checkpoint, at its step. A checkpoint that cannot be continued leaves the standing run alone. */
  async restore(from: Restorable, version: number): Promise<void> {
    const former = this.store.getState()
    this.#inWorker = this.live ?? this.#inWorker
    this.live = null
    await this.call(async (session) => {
      this.#next = from.run ?? newRun()
      const run = this.#next
      this.record.expect(from.history ?? this.record.history, from.measures ?? this.record.measures)
      try {
        const config = await session.restore(from.checkpoint!)
        if (version !== this.#version) return
        const wanted = this.store.getState().config
        this.store.setState({ config: wanted && sameNetworks(config, wanted) ? wanted : config })
        this.keeper.kept = { bytes: from.checkpoint!, run }
        await this.stood(config, version)
      } catch (error) {
        this.record.expect(null)
        const stands = this.#inWorker
        if (version === this.#version && former.run && stands) {
          this.live = stands
          this.#next = former.run
          this.store.setState({ config: stands })
        }
        throw error
      }
    })
  }

  /** The run stands in the worker: bring it what was changed in the meantime, and let it run if it should. */
  async stood(config: RunConfig, version: number): Promise<void> {
    if (version !== this.#version) return
    const now = this.store.getState().config!
    this.live = this.#inWorker = now
    const keys = changedKeys(config.settings, now.settings)
    if (keys.length) {
      this.call((session) => session.change(Object.fromEntries(keys.map((key) => [key, now.settings[key]!]))))
    }
    if (now.stop !== config.stop) this.call((session) => session.setStop(now.stop))
    if (this.running) this.call((session) => session.train())
  }

  /** Puts the standing run aside, so that one can go back to it. Entries keep the order in which they were asked for. */
  keepPast(what: string, former = this.live ?? undefined): Promise<void> {
    if (!former || !what) return this.#queue
    const stood = this.live !== null && this.store.getState().status.step > 0
    const entry: Past = {
      id: nextId(),
      run: this.store.getState().run ?? newRun(),
      what,
      config: former,
      step: stood ? this.store.getState().status.step : 0,
      checkpoint: null,
      history: this.record.history,
      measures: this.record.measures,
    }
    this.#inWorker = this.live ?? this.#inWorker
    this.live = null
    this.#queue = this.#queue.then(async () => {
      try {
        const saved = stood ? await this.#client?.session.checkpoint() : null
        entry.step = this.store.getState().status.step
        if (saved) {
          entry.checkpoint = saved.bytes
          void this.keeper.keep(saved, entry.run)
        }
      } catch {
        // Without a checkpoint one can still go back to the settings.
      }
      this.store.setState(({ past, toast }) => ({
        past: [entry, ...past]
          .slice(0, pastKept)
          .map((one, index) => (index < checkpointsKept ? one : { ...one, checkpoint: null })),
        toast: entry.checkpoint ? entry.id : toast,
      }))
    })
    return this.#queue
  }

  #hear(event: SessionEvent): void {
    // What ended by itself is not to run on by itself after the next change.
    if (event.type === 'problem' || (event.type === 'status' && event.status.pausedBy)) this.running = false
    // The former run still told its last; it is no evidence for this one, however long this one takes to come.
    if (this.#other && event.type === 'status' && event.status.state === 'building') {
      this.#other = false
      this.record.begin(0)
      this.store.setState({ description: null, ...present })
    }
    if (event.type === 'lost') this.#replaceWorker(event.saved)
    if (event.type === 'run') {
      this.#other = false
      this.store.setState({ run: this.#next })
    }
    applyEvent(this.store, this.record, event)
  }

  /** The device took the run with it: another worker goes on by itself, from the newest copy of either side. */
  #replaceWorker(saved: SavedRun | null): void {
    const { run } = this.store.getState()
    if (saved && run && this.live) this.keeper.kept = { bytes: saved.bytes, run }
    const now = performance.now()
    const again = now - this.#lostAt < lostOften
    this.#lostAt = now
    // A device that is lost over and over is no device to train on.
    if (again) this.#standIn = 'simd'
    const step = saved?.step ?? 0
    addNotice(
      this.store,
      `The graphics device was reset, and what was on it is gone. The run goes on by itself from step ${step.toLocaleString('en')}${again ? ', from now on on the processor' : ''}.`,
    )
    this.rebuild()
  }

  #died(why: string): void {
    this.#life++
    this.live = this.#inWorker = null
    this.running = false
    this.store.setState(({ status }) => ({
      dead: why,
      status: { ...status, state: 'failed', activity: '', stepsPerSecond: 0 },
    }))
  }
}

function sameNetworks(a: RunConfig, b: RunConfig): boolean {
  return (
    a.data === b.data &&
    a.model === b.model &&
    a.seed === b.seed &&
    a.drawing === b.drawing &&
    JSON.stringify(a.networks) === JSON.stringify(b.networks) &&
    JSON.stringify(Object.keys(a.settings).sort()) === JSON.stringify(Object.keys(b.settings).sort())
  )
}
