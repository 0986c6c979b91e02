/** tfjs backends that a run can use. 'cpu' is the last resort: everywhere, and slow. */
export type BackendId = 'simd' | 'webgl' | 'cpu'

/** What the browser says about itself. */
export interface DeviceFacts {
  /** WebAssembly SIMD compiles. */
  simd: boolean
  /** A WebGL 2 context with float textures can be had. */
  webgl: boolean
  /** UNMASKED_RENDERER_WEBGL, or RENDERER where that is masked. */
  renderer?: string
}

/** Milliseconds of one training step of the model at hand, where measured. */
export type StepTimings = Partial<Record<BackendId, number>>

export interface BackendChoice {
  backend: BackendId
  /** One sentence for the person. */
  reason: string
  timings: StepTimings
}

/** A measured lead smaller than this may be noise; then the rule decides. */
const CLEAR_LEAD = 1.1

const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render|mesa offscreen|lavapipe|warp/i

/** Renderers that compute WebGL on the CPU. An unknown one counts as a GPU: masked names are common on real ones. */
export function isSoftwareRenderer(renderer: string | undefined): boolean {
  return renderer !== undefined && SOFTWARE.test(renderer)
}

export function availableBackends({ simd, webgl }: DeviceFacts): BackendId[] {
  return [...(simd ? (['simd'] as const) : []), ...(webgl ? (['webgl'] as const) : []), 'cpu']
}

/**
 * The person's choice where it can be had; else the clearly fastest in `timings`; else WebGL on a real GPU and SIMD
 * on software GL or none.
 */
export function chooseBackend(
  facts: DeviceFacts,
  timings: StepTimings = {},
  override?: BackendId,
): BackendChoice {
  const available = availableBackends(facts)
  const choice = (backend: BackendId, reason: string): BackendChoice => ({ backend, reason, timings })
  if (override && available.includes(override)) return choice(override, `${LABELS[override]}, as you chose.`)
  const note = override ? `${LABELS[override]} is not available here. ` : ''
  const [preferred, why] = byRule(facts)
  const measured = fastest(timings, available)
  if (measured) {
    const lead = (timings[preferred] ?? Number.POSITIVE_INFINITY) / measured.ms
    if (measured.backend !== preferred && lead >= CLEAR_LEAD) {
      return choice(measured.backend, note + measuredReason(measured, timings))
    }
    if (timings[preferred] !== undefined && Object.keys(timings).length > 1) {
      return choice(preferred, note + measuredReason({ backend: preferred, ms: timings[preferred] }, timings))
    }
  }
  return choice(preferred, note + why)
}

export const LABELS: Record<BackendId, string> = {
  simd: 'CPU with SIMD',
  webgl: 'GPU through WebGL',
  cpu: 'Plain CPU',
}

function byRule({ simd, webgl, renderer }: DeviceFacts): [BackendId, string] {
  const software = isSoftwareRenderer(renderer)
  if (webgl && !software) return ['webgl', `This device has a GPU${renderer ? ` (${renderer})` : ''}.`]
  const lack = webgl ? 'WebGL is emulated on the CPU here' : 'There is no usable WebGL here'
  if (simd) return ['simd', `${lack}, so the CPU computes directly.`]
  return webgl
    ? ['webgl', `${lack}, and this browser has no SIMD.`]
    : ['cpu', `${lack}, and this browser has no SIMD.`]
}

interface Measured {
  backend: BackendId
  ms: number
}

function fastest(timings: StepTimings, available: BackendId[]): Measured | undefined {
  let best: Measured | undefined
  for (const backend of available) {
    const ms = timings[backend]
    if (ms !== undefined && Number.isFinite(ms) && ms > 0 && (!best || ms < best.ms)) best = { backend, ms }
  }
  return best
}

function measuredReason({ backend, ms }: Measured, timings: StepTimings): string {
  const others = (Object.entries(timings) as Array<[BackendId, number]>)
    .filter(([other]) => other !== backend)
    .map(([other, time]) => `${formatMs(time)} on ${LABELS[other]}`)
  return `A step of this model takes ${formatMs(ms)} on ${LABELS[backend]}${others.length > 0 ? `, ${others.join(', ')}` : ''}.`
}

function formatMs(ms: number): string {
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`
}
