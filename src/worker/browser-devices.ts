import { findBackend, getBackend, ready, setBackend } from '@tensorflow/tfjs-core'
import {
  availableBackends,
  type BackendId,
  chooseBackend,
  type DeviceFacts,
  isSoftwareRenderer,
  type StepTimings,
} from '../backends/choose'
import type { KernelChoice } from '../backends/webgl/install'
import { DeviceError } from '../engine/core/errors'
import type { DeviceReport } from '../protocol/events'
import type { Devices, WarmUp } from './devices'
import { hasSimd, loadSimd, simdLabel } from './simd-device'
import type { WebglDevice } from './webgl-device'
import { shortName, webglRenderer } from './webgl-facts'

const labels: Record<BackendId, string> = { webgl: 'WebGL', simd: 'SIMD', cpu: 'CPU' }

/** tfjs's backends in a browser's worker; each is fetched when it is first used. */
export class BrowserDevices implements Devices {
  readonly #renderer = webglRenderer()
  readonly #facts: DeviceFacts = {
    simd: hasSimd,
    webgl: this.#renderer !== null,
    renderer: this.#renderer ?? undefined,
  }
  /** Null until it is first asked for: its code is fetched then. */
  #webgl: WebglDevice | null = null
  #told: () => void = () => {}
  /** Milliseconds of an iteration, by kind of model and backend. */
  readonly #timings = new Map<string, StepTimings>()
  #timed = ''
  #choice = 'auto'
  #kernels: KernelChoice = 'auto'
  #current: BackendId | '' = ''
  #why = ''

  async choose(choice: string, kernels?: string): Promise<DeviceReport> {
    if (kernels === 'stock' || kernels === 'fast' || kernels === 'auto') this.#kernels = kernels
    const wanted = choice === 'auto' ? undefined : this.#known(choice)
    const { backend, reason } = chooseBackend(this.#facts, this.#timings.get(this.#timed), wanted)
    if (wanted && backend !== wanted) throw new DeviceError(this.#note(wanted), 'Choose another backend.')
    try {
      await this.#start(backend)
      this.#why = reason
    } catch (cause) {
      await this.#standIn(backend, choice, cause)
    }
    this.#current = getBackend() as BackendId
    this.#choice = choice
    return this.report()
  }

  report(): DeviceReport {
    const timings = this.#timings.get(this.#timed)
    const available = availableBackends(this.#facts)
    return {
      backend: this.#current,
      label: this.#label(),
      renderer: this.#renderer ?? '',
      software: this.#current === 'webgl' && this.#software,
      why: this.#why,
      choice: this.#choice,
      advice: this.#current === 'webgl' ? (this.#webgl?.facts?.advice ?? []) : [],
      options: (['webgl', 'simd', 'cpu'] as const).map((id) => ({
        id,
        label: labels[id],
        available: available.includes(id),
        note: this.#note(id),
        stepMs: timings?.[id],
      })),
    }
  }

  async admit(): Promise<void> {
    if (this.#current === 'webgl') await this.#webgl?.admit()
  }

  async drain(): Promise<void> {
    if (this.#current === 'webgl') await this.#webgl?.drain()
  }

  interacted(): void {
    this.#webgl?.interacted()
  }

  get coarse(): boolean {
    return this.#current === 'webgl' && this.#webgl?.facts?.float32 === false
  }

  get warms(): boolean {
    return this.#current === 'webgl'
  }

  async warmUp(options: WarmUp): Promise<void> {
    if (this.#current === 'webgl') await this.#webgl?.warmUp(options)
  }

  isLost(): boolean {
    return this.#current === 'webgl' && this.#webgl?.isLost === true
  }

  whenLost(told: () => void): void {
    this.#told = told
  }

  gpuBytes(): number | undefined {
    return this.#current === 'webgl' ? this.#webgl?.memoryBytes : undefined
  }

  candidates(): string[] {
    return availableBackends(this.#facts).filter((id) => id !== 'cpu')
  }

  /** On a graphics card only a timing can tell; a software renderer never beats the kernels that it competes with. */
  undecided(model: string): boolean {
    const contest = this.#facts.webgl && !this.#software && this.candidates().length > 1
    return contest && this.#choice === 'auto' && !this.#timings.has(model)
  }

  async on<T>(id: string, task: () => Promise<T>): Promise<T> {
    await this.#start(this.#known(id))
    try {
      return await task()
    } finally {
      await setBackend(this.#current)
    }
  }

  record(model: string, backend: string, stepMs: number): void {
    this.#timings.set(model, { ...this.#timings.get(model), [backend]: stepMs })
    this.#timed = model
  }

  get #software(): boolean {
    return isSoftwareRenderer(this.#renderer ?? undefined)
  }

  #known(id: string): BackendId {
    if (id in labels) return id as BackendId
    throw new DeviceError(`There is no backend "${id}".`, 'Choose one from the list.')
  }

  async #start(id: BackendId): Promise<void> {
    if (id === 'webgl') return (await this.#loadWebgl()).start(this.#kernels)
    if (id === 'simd') await loadSimd()
    else if (!findBackend('cpu')) await import('@tensorflow/tfjs-backend-cpu')
    if (!(await setBackend(id))) throw new Error(`tfjs could not set the backend ${id}`)
    await ready()
  }

  async #loadWebgl(): Promise<WebglDevice> {
    if (this.#webgl) return this.#webgl
    const { WebglDevice } = await import('./webgl-device')
    this.#webgl ??= new WebglDevice(() => {
      if (this.#current === 'webgl') this.#told()
    })
    return this.#webgl
  }

  /** A backend did not start: the former one stays, or on first choice the next best takes its place and says so. */
  async #standIn(failed: BackendId, choice: string, cause: unknown): Promise<void> {
    if (this.#current) {
      await setBackend(this.#current)
      throw new DeviceError(`${labels[failed]} could not be started.`, 'Choose another backend.', { cause })
    }
    for (const id of availableBackends(this.#facts).filter((other) => other !== failed)) {
      try {
        await this.#start(id)
        this.#why = `${labels[failed]} could not be started${choice === 'auto' ? '' : ' as you chose'}, so ${labels[id]} is used.`
        return
      } catch {
        // the next one
      }
    }
    throw new DeviceError('No way to compute could be started in this browser.', 'Try a newer browser.', {
      cause,
    })
  }

  #label(): string {
    if (this.#current === 'webgl') return `WebGL · ${shortName(this.#renderer ?? '')}`
    return this.#current === 'simd' ? simdLabel() : this.#current === '' ? 'Starting' : labels[this.#current]
  }

  /** One line for the chooser. */
  #note(id: BackendId): string {
    if (id === 'cpu') return 'Plain JavaScript: works everywhere, slow.'
    if (id === 'simd')
      return hasSimd
        ? 'Fast kernels on the processor, in WebAssembly.'
        : 'This browser has no WebAssembly SIMD.'
    if (this.#renderer === null) return 'This browser gives the page no WebGL.'
    return this.#software ? 'Emulated by the processor here: slow.' : this.#renderer
  }
}
