import { simd } from 'wasm-feature-detect'
import type { BackendId, DeviceFacts, StepTimings } from './choose'

/** Asks the browser; works in a worker. The context is given back at once. */
export async function readDeviceFacts(): Promise<DeviceFacts> {
  const hasSimd = await simd()
  if (typeof OffscreenCanvas === 'undefined') return { simd: hasSimd, webgl: false }
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2')
  if (!gl) return { simd: hasSimd, webgl: false }
  const webgl = gl.getExtension('EXT_color_buffer_float') !== null
  const info = gl.getExtension('WEBGL_debug_renderer_info')
  const renderer = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER))
  gl.getExtension('WEBGL_lose_context')?.loseContext()
  return { simd: hasSimd, webgl, renderer }
}

export interface TimingOptions {
  /** Sets the backend, builds the model and returns one step that ends with its loss read. */
  prepare(backend: BackendId): Promise<{ step(): Promise<void>; dispose(): void }>
  /** Stops after this many milliseconds on one backend, warm-up included. @default 1500 */
  budget?: number
}

/**
 * Median step of each backend. The first step compiles and is left out, unless it alone uses up the budget: then it
 * is the figure, and too high by its compiling. A backend that throws has none.
 */
export async function timeBackends(
  backends: BackendId[],
  { prepare, budget = 1500 }: TimingOptions,
  now: () => number = () => performance.now(),
): Promise<StepTimings> {
  const timings: StepTimings = {}
  for (const backend of backends) {
    try {
      const { step, dispose } = await prepare(backend)
      try {
        timings[backend] = await medianStep(step, budget, now)
      } finally {
        dispose()
      }
    } catch {
      // No figure: the choice goes by the others.
    }
  }
  return timings
}

async function medianStep(step: () => Promise<void>, budget: number, now: () => number): Promise<number> {
  const start = now()
  const times: number[] = []
  while (times.length < 2 || (times.length < 12 && now() - start < budget)) {
    const before = now()
    await step()
    times.push(now() - before)
    if (times.length === 1 && times[0]! > budget) return times[0]!
  }
  const sorted = times.slice(1).sort((a, b) => a - b)
  return sorted[sorted.length >> 1]!
}
