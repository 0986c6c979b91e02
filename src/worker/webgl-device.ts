import '@tensorflow/tfjs-backend-webgl'
import { backend, ready, setBackend } from '@tensorflow/tfjs-core'
import type { WebGLBackend } from '../backends/webgl/backend'
import { type CompileProgress, compileAhead } from '../backends/webgl/compile'
import { type Device, describeDevice } from '../backends/webgl/device'
import { installed, installFastKernels, type KernelChoice } from '../backends/webgl/install'
import { capTextureCache, gpuMemory, peakBytes } from '../backends/webgl/memory'
import { tellPrecision } from '../backends/webgl/precision'
import { createThrottle, type Throttle } from '../backends/webgl/throttle'
import { tuneKernels } from '../backends/webgl/tune'
import type { WarmUp } from './devices'
import { tuningStore } from './tuning-store'

/** How long kernels may be compared the first time a model meets a graphics card, in milliseconds. */
const tuningBudget = 4000

/** tfjs's WebGL backend with the project's kernels on it. */
export class WebglDevice {
  readonly #store = tuningStore()
  #throttle: Throttle | null = null
  #device: Device | null = null
  /** Kernels of ours are in place, and each call may have stock's instead. */
  #undecided = false
  #gl: WebGL2RenderingContext | null = null
  private readonly whenLost: () => void

  /** `whenLost` is called when the context is lost: a driver that was reset, or a browser that wants its memory back. */
  constructor(whenLost: () => void) {
    this.whenLost = whenLost
  }

  /** What the context can do; null before the first start. */
  get facts(): Device | null {
    return this.#device
  }

  /** Makes it tfjs's current backend. */
  async start(kernels: KernelChoice): Promise<void> {
    if (!(await setBackend('webgl'))) throw new Error('tfjs could not set the backend webgl')
    await ready()
    const { gl } = (backend() as unknown as WebGLBackend).gpgpu
    const { canvas } = gl as unknown as { canvas: EventTarget }
    if (gl !== this.#gl) canvas.addEventListener('webglcontextlost', () => this.whenLost())
    this.#gl = gl
    this.#device = describeDevice(gl)
    tellPrecision(this.#device.float32)
    this.#undecided = installFastKernels({ kernels }) && kernels === 'auto'
    const throttle = createThrottle(gl)
    this.#throttle = throttle
    const kernelsInPlace = installed()
    if (kernelsInPlace) kernelsInPlace.download = throttle.download
  }

  get isLost(): boolean {
    return this.#gl?.isContextLost() ?? false
  }

  async admit(): Promise<void> {
    await this.#throttle?.admit()
  }

  async drain(): Promise<void> {
    await this.#throttle?.drain()
  }

  interacted(): void {
    this.#throttle?.interacted()
  }

  /** Compiles what a step needs; on a graphics card also times tfjs's kernels against ours on the model's shapes. */
  async warmUp({ step, progress }: WarmUp): Promise<void> {
    let peak = 0
    const tell = ({ done, total }: CompileProgress) => {
      if (total) progress(`Preparing the GPU: ${done} of ${total} programs`, done / total)
    }
    await compileAhead(() => {
      peak = peakBytes(step)
    }, tell)
    capTextureCache(peak)
    // A software renderer runs tfjs's slowest kernels for seconds each, and ours win there on every shape.
    if (!this.#undecided || this.#device?.software) return
    await tuneKernels({
      run: step,
      store: this.#store,
      budgetMs: tuningBudget,
      onProgress: ({ done, total }) => progress(`Choosing kernels: ${done} of ${total} shapes`, done / total),
    })
  }

  get memoryBytes(): number {
    const { usedBytes, cachedBytes, scratchBytes } = gpuMemory()
    return usedBytes + cachedBytes + scratchBytes
  }
}
