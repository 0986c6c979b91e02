import { findBackend, getBackend, ready, setBackend } from '@tensorflow/tfjs-core'
import { DeviceError } from '../engine/core/errors'
import type { DeviceReport } from '../protocol/events'
import type { Devices } from './devices'
import { type WebglFacts, webglFacts } from './webgl-facts'

/** A module with one v128 constant: valid only where WebAssembly has SIMD. */
const hasSimd = WebAssembly.validate(
  new Uint8Array([
    0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98,
    11,
  ]),
)

interface Backend {
  label: string
  available(facts: WebglFacts | null): boolean
  /** One line for the chooser. */
  note(facts: WebglFacts | null): string
  /** Imports and registers it. */
  load(): Promise<unknown>
}

/** tfjs's backends, in the order of the chooser; each is fetched when it is first used. */
const backends: Record<string, Backend> = {
  webgl: {
    label: 'WebGL',
    available: (facts) => facts !== null,
    note: (facts) =>
      !facts
        ? 'This browser gives the page no WebGL.'
        : facts.software
          ? 'Emulated by the processor here: slow.'
          : facts.renderer,
    load: () => import('@tensorflow/tfjs-backend-webgl'),
  },
  simd: {
    label: 'SIMD',
    available: () => hasSimd,
    note: () =>
      hasSimd ? 'Fast kernels on the processor, in WebAssembly.' : 'This browser has no WebAssembly SIMD.',
    load: loadSimd,
  },
  cpu: {
    label: 'CPU',
    available: () => true,
    note: () => 'Plain JavaScript: works everywhere, slow.',
    load: () => import('@tensorflow/tfjs-backend-cpu'),
  },
}

let simdThreads = 1

/** The SIMD kernels, on as many threads as the processor runs at once (at most 8) where the page is isolated. */
async function loadSimd(): Promise<void> {
  if (findBackend('simd')) return
  const [{ loadKernels, spawn }, { registerSimdBackend }] = await Promise.all([
    import('../backends/simd/load-browser'),
    import('../backends/simd/register'),
    import('@tensorflow/tfjs-backend-cpu'),
  ])
  const kernels = await loadKernels()
  const threads = kernels.shared ? Math.max(1, Math.min(8, navigator.hardwareConcurrency - 1)) : 1
  await registerSimdBackend({ kernels, spawn, threads })
  simdThreads = threads
}

/** tfjs's backends in a browser's worker. */
export class BrowserDevices implements Devices {
  readonly #facts = webglFacts()
  #choice = 'auto'
  /** Milliseconds of an iteration, by kind of model and backend. */
  readonly #timings = new Map<string, Map<string, number>>()
  #timed = ''
  #current = ''
  #why = ''

  async choose(choice: string): Promise<DeviceReport> {
    const candidates = choice === 'auto' ? this.#ranking() : [choice]
    const former = this.#current
    let cause: unknown
    for (const id of candidates) {
      try {
        await this.#start(id)
        this.#current = getBackend()
        this.#choice = choice
        this.#why = reason(this.#current, choice, this.#facts)
        return this.report()
      } catch (error) {
        cause = error
      }
    }
    if (former) await setBackend(former)
    if (cause instanceof DeviceError) throw cause
    const label = backends[candidates[0]!]?.label ?? choice
    throw new DeviceError(`${label} could not be started.`, 'Choose another backend.', { cause })
  }

  report(): DeviceReport {
    const facts = this.#facts
    return {
      backend: this.#current,
      label: this.#label(),
      renderer: facts?.renderer ?? '',
      software: this.#current === 'webgl' && facts?.software === true,
      why: this.#why,
      choice: this.#choice,
      options: Object.entries(backends).map(([id, { label, available, note }]) => ({
        id,
        label,
        available: available(facts),
        note: note(facts),
        stepMs: this.#timings.get(this.#timed)?.get(id),
      })),
    }
  }

  async admit(): Promise<void> {}

  candidates(): string[] {
    return ['webgl', 'simd'].filter((id) => backends[id]!.available(this.#facts))
  }

  /** On a graphics card only a timing can tell; a software renderer never beats the kernels that it competes with. */
  undecided(model: string): boolean {
    const contest = this.#facts?.software === false && this.candidates().length > 1
    return contest && this.#choice === 'auto' && !this.#timings.has(model)
  }

  async on<T>(id: string, task: () => Promise<T>): Promise<T> {
    await this.#start(id)
    try {
      return await task()
    } finally {
      await setBackend(this.#current)
    }
  }

  record(model: string, backend: string, stepMs: number): void {
    const timings = this.#timings.get(model) ?? new Map<string, number>()
    this.#timings.set(model, timings.set(backend, stepMs))
    this.#timed = model
  }

  /** Best first: by the timings, else a graphics card, then SIMD kernels, then whatever is left. */
  #ranking(): string[] {
    const order = this.#facts?.software === false ? ['webgl', 'simd', 'cpu'] : ['simd', 'webgl', 'cpu']
    const stepMs = (id: string) => this.#timings.get(this.#timed)?.get(id)
    const usable = order.filter((id) => backends[id]!.available(this.#facts))
    // What was timed goes first, fastest first; a stable sort keeps the order of the rest.
    return usable.sort(
      (a, b) => (stepMs(a) ?? Number.POSITIVE_INFINITY) - (stepMs(b) ?? Number.POSITIVE_INFINITY) || 0,
    )
  }

  async #start(id: string): Promise<void> {
    const backend = backends[id]
    if (!backend) throw new DeviceError(`There is no backend "${id}".`, 'Choose one from the list.')
    if (!backend.available(this.#facts))
      throw new DeviceError(
        `${backend.label} cannot be used: ${backend.note(this.#facts)}`,
        'Choose another backend.',
      )
    await backend.load()
    if (!(await setBackend(id))) throw new Error(`tfjs could not set the backend ${id}`)
    await ready()
  }

  #label(): string {
    if (this.#current === 'webgl') return `WebGL · ${this.#facts!.shortName}`
    if (this.#current === 'simd' && simdThreads > 1) return `SIMD · ${simdThreads} threads`
    return backends[this.#current]?.label ?? 'Starting'
  }
}

/** A sentence: why this backend, and what to expect of it. */
function reason(backend: string, choice: string, facts: WebglFacts | null): string {
  const gpu = !facts
    ? 'This browser gives the page no WebGL'
    : facts.software
      ? 'WebGL is emulated by the processor here'
      : 'WebGL runs on the graphics card'
  if (backend === 'webgl')
    return facts!.software
      ? `${gpu}, which is slow. SIMD is much faster, or switch hardware acceleration on in the browser.`
      : `${gpu} and trains there.`
  const chosen = choice === 'auto' ? '' : ' as you chose,'
  return backend === 'simd'
    ? `${gpu};${chosen} fast kernels train on the processor.`
    : `${gpu};${chosen} plain JavaScript trains on the processor. Small models only.`
}
