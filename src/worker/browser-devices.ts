import { getBackend, ready, setBackend } from '@tensorflow/tfjs-core'
import { DeviceError } from '../engine/core/errors'
import type { DeviceReport } from '../protocol/events'
import type { Devices } from './devices'
import { webglFacts } from './webgl-facts'

interface Backend {
  id: string
  label: string
  /** Imports and registers it. */
  load(): Promise<unknown>
}

const backends: Record<string, Backend> = {
  webgl: { id: 'webgl', label: 'WebGL', load: () => import('@tensorflow/tfjs-backend-webgl') },
  cpu: { id: 'cpu', label: 'CPU', load: () => import('@tensorflow/tfjs-backend-cpu') },
}

/** tfjs's backends in a browser's worker. */
export class BrowserDevices implements Devices {
  readonly #facts = webglFacts()
  #choice = 'auto'
  #current = ''
  #why = ''

  async choose(choice: string): Promise<DeviceReport> {
    const wanted = choice === 'auto' ? this.#preferred() : choice
    const backend = backends[wanted]
    if (!backend) throw new DeviceError(`There is no backend "${choice}".`, 'Choose one from the list.')
    if (wanted === 'webgl' && !this.#facts)
      throw new DeviceError(
        'This browser gives the page no WebGL.',
        'Choose the CPU backend, or allow hardware acceleration in the browser’s settings.',
      )
    const former = this.#current
    try {
      await backend.load()
      if (!(await setBackend(wanted))) throw new Error(`${backend.label} could not start`)
      await ready()
    } catch (cause) {
      if (former) await setBackend(former)
      else if (wanted !== 'cpu') return this.choose('cpu')
      throw new DeviceError(`${backend.label} could not be started.`, 'Choose another backend.', { cause })
    }
    this.#current = getBackend()
    this.#choice = choice
    this.#why = this.#reason()
    return this.report()
  }

  report(): DeviceReport {
    const facts = this.#facts
    const onGpu = this.#current === 'webgl'
    return {
      backend: this.#current,
      label: onGpu ? `WebGL · ${facts!.shortName}` : (backends[this.#current]?.label ?? 'starting'),
      renderer: facts?.renderer ?? '',
      software: onGpu && facts!.software,
      why: this.#why,
      choice: this.#choice,
      options: [
        {
          id: 'webgl',
          label: 'WebGL',
          available: facts !== null,
          note: facts
            ? facts.software
              ? 'Drawn by the processor here: slow.'
              : facts.renderer
            : 'This browser gives the page no WebGL.',
        },
        { id: 'cpu', label: 'CPU', available: true, note: 'Plain JavaScript: works everywhere, slow.' },
      ],
    }
  }

  async admit(): Promise<void> {}

  #preferred(): string {
    return this.#facts ? 'webgl' : 'cpu'
  }

  #reason(): string {
    if (!this.#facts)
      return 'This browser gives the page no WebGL, so plain JavaScript trains on the processor. Small models only.'
    if (this.#current !== 'webgl') return 'Plain JavaScript trains on the processor. Small models only.'
    return this.#facts.software
      ? 'WebGL is emulated by the processor here, which is slow. With hardware acceleration switched on in the browser, training is many times faster.'
      : 'WebGL trains on the graphics card.'
  }
}
