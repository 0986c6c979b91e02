import type { ProbeRequest } from '../../protocol/api'
import type { Catalogue } from '../../protocol/catalogue'
import {
  changedKeys,
  datasetOf,
  defaultConfig,
  familyOf,
  type RunConfig,
  type Stop,
} from '../../protocol/config'
import type { SessionEvent } from '../../protocol/events'
import { fieldsOf, type SettingValue } from '../../protocol/schema'
import { type Client, type Connect, problemOf, type Session } from '../client/client'
import { formatSetting } from '../controls/format'
import { readPref, writePref } from '../storage/prefs'
import { askedDevice, readAddress } from './address'
import { applyEvent } from './events'
import { Keeper } from './keeper'
import type { RunRecord } from './record'
import { addNotice, idle, nextId, type PageStore, type Past } from './state'

/** Checkpoints are megabytes; older entries keep their configuration only. */
const checkpointsKept = 3
const pastKept = 20

/** Everything a person can ask for. Controls show the answer at once; the worker follows. */
export class Actions {
  #client: Client | null = null
  /** Grows with every new run that is asked for; an older request that comes back late does nothing more. */
  #version = 0
  /** Grows with every worker and its end. */
  #life = 0
  /** Whether the person wants the run to run, also while it is being rebuilt. */
  #running = false
  /** Configuration of the run that stands in the worker; null while none does. */
  #live: RunConfig | null = null
  #probes: ProbeRequest[] = []
  #queue: Promise<void> = Promise.resolve()
  readonly #keeper: Keeper

  constructor(
    readonly store: PageStore,
    readonly record: RunRecord,
    readonly connect: Connect,
    keepEvery?: number,
  ) {
    this.#keeper = new Keeper(store, () => this.#client?.session ?? null, keepEvery)
  }

  /** Connects, reads the catalogue and the address, and prepares the first run. Returns what ends it all. */
  start(): () => void {
    const stop = this.#keeper.watch()
    void this.#begin(() => {
      const { config, notices } = readAddress(this.store)
      this.store.setState({ config })
      for (const notice of notices) addNotice(this.store, notice)
      return this.#build('')
    })
    return () => {
      stop()
      this.#client?.dispose()
    }
  }

  train(): void {
    if (this.store.getState().dead) return
    this.#running = true
    this.store.setState({ problem: null })
    this.#call((session) => session.train())
  }

  pause(): void {
    this.#running = false
    this.#call((session) => session.pause())
  }

  step(): void {
    this.#running = false
    this.store.setState({ problem: null })
    this.#call((session) => session.step())
  }

  toggle(): void {
    const { status, dead, config } = this.store.getState()
    if (dead || !config || status.state === 'building' || status.state === 'idle') return
    if (status.state === 'running') this.pause()
    else if (status.state === 'paused') this.train()
  }

  /** Back to the same initial weights. */
  async reset(): Promise<void> {
    if (!this.#live || this.store.getState().status.step === 0) return
    this.#running = false
    const version = ++this.#version
    await this.#keepPast('the same initial weights')
    if (version !== this.#version) return
    this.#keeper.forget()
    this.#live = this.store.getState().config
    this.#call((session) => session.reset())
  }

  newSeed(): void {
    const seed = crypto.getRandomValues(new Uint32Array(1))[0]! % 100_000
    this.#replace({ seed }, `seed ${seed}`)
  }

  setSeed(seed: number): void {
    this.#replace({ seed }, `seed ${seed}`)
  }

  chooseData(data: string): void {
    const { catalogue, config } = this.store.getState()
    if (!catalogue || !config || data === config.data) return
    const refusal = familyOf(catalogue, config.model).unsupported[data]
    const family = refusal ? catalogue.families.find((entry) => !entry.unsupported[data]) : undefined
    if (refusal && family) addNotice(this.store, `${refusal} Using ${family.label}.`, 'info')
    const label = catalogue.datasets.find((entry) => entry.id === data)?.label ?? data
    this.#replace({ data, ...afresh(defaultConfig(catalogue, data, family?.id ?? config.model)) }, label)
  }

  chooseModel(model: string): void {
    const { catalogue, config } = this.store.getState()
    if (!catalogue || !config || model === config.model) return
    this.#replace(afresh(defaultConfig(catalogue, config.data, model)), familyOf(catalogue, model).label)
  }

  /** One setting: a live one takes effect at the next step, any other begins a new run. */
  change(key: string, value: SettingValue): void {
    const { catalogue, config } = this.store.getState()
    if (!catalogue || !config || config.settings[key] === value) return
    const field = settingField(catalogue, config, key)
    if (!field) return
    const settings = { ...config.settings, [key]: value }
    if (!field.live) {
      this.#replace({ settings }, `${field.title} ${formatSetting(field, value)}`)
      return
    }
    this.store.setState({ config: { ...config, settings } })
    // While a run is being built, `#build` sends what changed once it stands.
    if (this.#live) {
      this.#live = { ...this.#live, settings: { ...this.#live.settings, [key]: value } }
      this.#call((session) => session.change({ [key]: value }))
    }
  }

  setStop(stop: Stop): void {
    const { config } = this.store.getState()
    if (!config) return
    this.store.setState({ config: { ...config, stop } })
    if (this.#live) this.#live = { ...this.#live, stop }
    this.#call((session) => session.setStop(stop))
  }

  /** A link opened in this tab, or a file with a configuration. */
  open(config: RunConfig, notices: string[]): void {
    for (const notice of notices) addNotice(this.store, notice)
    const before = this.store.getState().config
    if (before && JSON.stringify(before) === JSON.stringify(config)) return
    this.#replace(config, 'the configuration in the address')
  }

  /** Takes back the last replacement, or the one named. */
  async goBack(id?: number): Promise<void> {
    const { past } = this.store.getState()
    const entry = id === undefined ? past[0] : past.find((candidate) => candidate.id === id)
    if (!entry) return
    const version = ++this.#version
    this.#running = false
    this.store.setState({
      config: entry.config,
      past: past.slice(past.indexOf(entry) + 1),
      toast: null,
      problem: null,
    })
    if (!entry.checkpoint) {
      await this.#prepare(version)
      return
    }
    await this.#restore(entry, version)
  }

  closeToast(): void {
    this.store.setState({ toast: null })
  }

  closeNotice(id: number): void {
    this.store.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) }))
  }

  closeProblem(): void {
    this.store.setState({ problem: null })
  }

  /** What is seen is what is computed: only the probes of the visible view are watched. */
  watch(probes: ProbeRequest[]): void {
    this.#probes = probes
    this.#call((session) => session.watch(probes))
  }

  show(view: string): void {
    this.store.setState({ view })
  }

  toggleLayer(probe: string): void {
    this.store.setState(({ hidden }) => ({
      hidden: hidden.includes(probe) ? hidden.filter((id) => id !== probe) : [...hidden, probe],
    }))
    writePref('hidden', this.store.getState().hidden)
  }

  setLarge(large: boolean): void {
    this.store.setState({ large })
    writePref('large', large)
  }

  measure(): void {
    this.#call((session) => session.measure())
  }

  retryData(): void {
    this.store.setState(({ data }) => ({ data: data && { ...data, problem: undefined }, problem: null }))
    const version = this.#version
    const config = this.store.getState().config
    this.#call(async (session) => {
      await session.retryData()
      if (config && !this.#live) await this.#stands(config, version)
    })
  }

  chooseBackend(choice: string): void {
    writePref('backend', choice)
    this.#call(async (session) => {
      this.store.setState({ device: await session.chooseBackend(choice) })
    })
  }

  async compareBackends(): Promise<void> {
    await this.#call(async (session) => {
      this.store.setState({ device: await session.compareBackends() })
    })
  }

  async exportRun(format: string): Promise<void> {
    await this.#call(async (session) => {
      const { name, mime, bytes } = await session.exportRun(format)
      download(name, new Blob([bytes as Uint8Array<ArrayBuffer>], { type: mime }))
    })
  }

  async importWeights(file: File): Promise<void> {
    const bytes = new Uint8Array(await file.arrayBuffer())
    await this.#call(async (session) => {
      addNotice(this.store, await session.importWeights({ name: file.name, bytes }), 'info')
    })
  }

  /** A new worker with the same configuration, at the last checkpoint. */
  rebuild(): void {
    this.#client?.dispose()
    this.#live = null
    this.store.setState({ dead: null, problem: null, status: idle })
    void this.#begin(() => {
      const version = ++this.#version
      const { kept } = this.#keeper
      if (!kept) return this.#prepare(version)
      return this.#restore({ config: kept.config, checkpoint: kept.bytes }, version)
    })
  }

  async #begin(then: () => Promise<void>): Promise<void> {
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
      await session.watch(this.#probes)
      const { backend = readPref('backend', 'auto'), kernels } = askedDevice()
      if (backend !== 'auto' || kernels) await this.#call((asked) => asked.chooseBackend(backend, kernels))
      await then()
    } catch (error) {
      if (!this.store.getState().dead) this.#died(problemOf(error).message)
    }
  }

  #hear(event: SessionEvent): void {
    // What ended by itself is not to run on by itself after the next change.
    if (event.type === 'problem' || (event.type === 'status' && event.status.pausedBy)) this.#running = false
    applyEvent(this.store, this.record, event)
  }

  #died(why: string): void {
    this.#life++
    this.#live = null
    this.#running = false
    this.store.setState(({ status }) => ({
      dead: why,
      status: { ...status, state: 'failed', activity: '', stepsPerSecond: 0 },
    }))
  }

  /** Changes what a run is made of: the controls at once, then a new run, with the former one kept. */
  #replace(change: Partial<RunConfig>, what: string): void {
    const { config } = this.store.getState()
    if (!config) return
    const former = config
    this.store.setState({ config: { ...config, ...change } })
    void this.#build(what, former)
  }

  async #build(what: string, former?: RunConfig): Promise<void> {
    const version = ++this.#version
    await this.#keepPast(what, former)
    if (version === this.#version) await this.#prepare(version)
  }

  async #prepare(version: number): Promise<void> {
    const { config } = this.store.getState()
    if (!config) return
    this.#live = null
    this.#keeper.forget()
    await this.#call(async (session) => {
      await session.prepare(config)
      await this.#stands(config, version)
    })
  }

  async #restore(from: Pick<Past, 'config' | 'checkpoint'> & Partial<Past>, version: number): Promise<void> {
    this.#live = null
    await this.#call(async (session) => {
      this.record.expect(from.history ?? this.record.history, from.measures ?? this.record.measures)
      const config = await session.restore(from.checkpoint!)
      if (version !== this.#version) return
      const wanted = this.store.getState().config
      this.store.setState({ config: wanted && sameNetworks(config, wanted) ? wanted : config })
      await this.#stands(config, version)
    })
  }

  /** The run stands in the worker: bring it what was changed in the meantime, and let it run if it should. */
  async #stands(config: RunConfig, version: number): Promise<void> {
    if (version !== this.#version) return
    const now = this.store.getState().config!
    this.#live = now
    const keys = changedKeys(config.settings, now.settings)
    if (keys.length) {
      this.#call((session) =>
        session.change(Object.fromEntries(keys.map((key) => [key, now.settings[key]!]))),
      )
    }
    if (now.stop !== config.stop) this.#call((session) => session.setStop(now.stop))
    if (this.#running) this.#call((session) => session.train())
  }

  /** Puts the standing run aside, so that one can go back to it. Entries keep the order in which they were asked for. */
  #keepPast(what: string, former = this.#live ?? undefined): Promise<void> {
    if (!former || !what) return this.#queue
    const stood = this.#live !== null && this.store.getState().status.step > 0
    const entry: Past = {
      id: nextId(),
      what,
      config: former,
      step: stood ? this.store.getState().status.step : 0,
      checkpoint: null,
      history: this.record.history,
      measures: this.record.measures,
    }
    this.#live = null
    this.#queue = this.#queue.then(async () => {
      try {
        if (stood) entry.checkpoint = (await this.#client?.session.checkpoint()) ?? null
        entry.step = this.store.getState().status.step
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

  /** Calls the session; a failure becomes the problem on the stage, unless the worker is what failed. */
  async #call(ask: (session: Session) => Promise<unknown>): Promise<void> {
    if (!this.#client || this.store.getState().dead) return
    try {
      await ask(this.#client.session)
    } catch (error) {
      if (!this.store.getState().dead) this.store.setState({ problem: problemOf(error) })
    }
  }
}

function settingField(catalogue: Catalogue, config: RunConfig, key: string) {
  const { schema } = familyOf(catalogue, config.model)
  return fieldsOf(schema, datasetOf(catalogue, config.data).kind).find((field) => field.key === key)
}

/** What a change of data or model replaces; seed and stop condition stay as chosen. */
function afresh({ model, settings }: RunConfig): Partial<RunConfig> {
  return { model, settings }
}

function sameNetworks(a: RunConfig, b: RunConfig): boolean {
  return (
    a.data === b.data &&
    a.model === b.model &&
    a.seed === b.seed &&
    JSON.stringify(Object.keys(a.settings).sort()) === JSON.stringify(Object.keys(b.settings).sort())
  )
}

function download(name: string, blob: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
