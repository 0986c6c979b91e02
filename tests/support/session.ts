import { NodeSource } from '../../scripts/node-source'
import { buildCatalogue } from '../../src/engine/catalogue'
import type { DataSource } from '../../src/engine/core/dataset'
import { formats } from '../../src/engine/formats'
import { defaultConfig, type RunConfig } from '../../src/protocol/config'
import type { DeviceReport, SessionEvent, Status } from '../../src/protocol/events'
import type { Settings } from '../../src/protocol/schema'
import type { Devices, WarmUp } from '../../src/worker/devices'
import { makeService } from '../../src/worker/service'
import { Session } from '../../src/worker/session'
import { useCpu } from './tfjs'

export const catalogue = buildCatalogue(formats.map((format) => format.entry))

/** A configuration small enough for the plain CPU backend. */
export function smallConfig(data: string, model: string, settings: Settings = {}): RunConfig {
  const config = defaultConfig(catalogue, data, model)
  const widths = Object.fromEntries(
    Object.keys(config.settings)
      .filter((key) => /Width$/.test(key))
      .map((key) => [key, 8]),
  )
  return { ...config, settings: { ...config.settings, ...widths, batch: 8, latentDim: 2, ...settings } }
}

/** The plain CPU backend as a device, whatever is chosen. */
export class CpuDevices implements Devices {
  choice = 'auto'
  /** Set to make the next choice fail. */
  broken: Error | null = null

  async choose(choice: string): Promise<DeviceReport> {
    if (this.broken) throw this.broken
    this.choice = choice
    await useCpu()
    return this.report()
  }

  report(): DeviceReport {
    return {
      backend: 'cpu',
      label: 'CPU',
      renderer: '',
      software: false,
      why: '',
      options: [],
      choice: this.choice,
    }
  }

  /** What the session asked for, in order. */
  readonly asked: string[] = []

  async admit(): Promise<void> {
    this.asked.push('admit')
  }

  async drain(): Promise<void> {
    this.asked.push('drain')
  }

  interacted(): void {
    this.asked.push('interacted')
  }

  coarse = false

  warms = false

  async warmUp({ step }: WarmUp): Promise<void> {
    step()
  }

  lost = false
  #told = () => {}

  isLost(): boolean {
    return this.lost
  }

  whenLost(told: () => void): void {
    this.#told = told
  }

  /** The device loses everything that was on it. */
  lose(): void {
    this.lost = true
    this.#told()
  }

  gpuBytes(): number | undefined {
    return undefined
  }

  /** Kinds of model that were timed. */
  timed = new Map<string, number>()
  contest = false

  candidates(): string[] {
    return ['cpu']
  }

  undecided(model: string): boolean {
    return this.contest && !this.timed.has(model)
  }

  on<T>(_backend: string, task: () => Promise<T>): Promise<T> {
    return task()
  }

  record(model: string, _backend: string, stepMs: number): void {
    this.timed.set(model, stepMs)
  }
}

/** A session in this thread, with all that it told. */
export function makeSession(source: DataSource = new NodeSource()) {
  const events: SessionEvent[] = []
  const devices = new CpuDevices()
  const session = new Session({
    source,
    devices,
    emit: (event) => events.push(event),
    now: () => performance.now(),
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
  })
  const of = <T extends SessionEvent['type']>(type: T) =>
    events.filter((event): event is Extract<SessionEvent, { type: T }> => event.type === type)
  return {
    session,
    service: makeService(session),
    devices,
    events,
    of,
    status: (): Status => of('status').at(-1)!.status,
    /** Resolves once the condition holds; fails after ten seconds. */
    async until(condition: () => boolean, what = 'the condition'): Promise<void> {
      const deadline = performance.now() + 10_000
      while (!condition()) {
        if (performance.now() > deadline) throw new Error(`Waited in vain for ${what}.`)
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    },
  }
}
