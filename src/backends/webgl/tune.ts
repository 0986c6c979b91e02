import {
  dispose,
  engine,
  type NamedTensorMap,
  randomUniform,
  type Tensor,
  type TensorInfo,
} from '@tensorflow/tfjs-core'
import { describeDevice } from './device'
import { type Call, type Decision, type Installation, installed } from './install'
import { nextTask } from './throttle'

/** Where decisions live between visits; keys are short strings, values JSON. */
export interface TuningStore {
  get(key: string): Promise<string | null | undefined>
  set(key: string, value: string): Promise<void>
}

export interface TuneOptions {
  /** A training step of the model: its calls are what is timed. */
  run: () => void
  store?: TuningStore
  /** Milliseconds to spend; what is not reached stays with the fast kernels' first variant. */
  budgetMs?: number
  /** How often the candidates that are close take turns; the shortest time counts. */
  rounds?: number
  onProgress?: (progress: { done: number; total: number }) => void
}

export interface TuneReport {
  renderer: string
  /** Calls of the model by signature, with the choice for each. */
  decisions: Map<string, Decision>
  /** How many were timed now, the rest being remembered. */
  timed: number
  /** What was measured now, by signature. */
  timings: Map<string, Timing[]>
}

/** One candidate for a call: the shortest of some rounds, or of the first alone where that was hopeless. */
export interface Timing {
  decision: Decision
  ms: number
}

/** Raised whenever a kernel changes so much that old timings mislead. */
const version = 2

/**
 * Times tfjs's kernel against ours in each of its variants, on the shapes the model really has, and keeps the fastest per
 * shape and renderer. The winner differs between devices and cannot be known beforehand. Costs a few seconds once; does not
 * block the event loop.
 */
export async function tuneKernels({
  run,
  store,
  budgetMs = 6000,
  rounds = 3,
  onProgress,
}: TuneOptions): Promise<TuneReport> {
  const state = installed()
  if (!state) return { renderer: '', decisions: new Map(), timed: 0, timings: new Map() }
  const { renderer } = describeDevice(state.gpu.gl)
  const key = `ganvas kernels ${version} ${renderer}`
  for (const [signature, decision] of parse(await store?.get(key))) state.decisions.set(signature, decision)

  const calls = new Map<string, Call>()
  state.listen = (call) => calls.set(call.key, { ...call, inputs: shapesOnly(call.inputs) })
  try {
    run()
  } finally {
    state.listen = undefined
  }
  const untimed = [...calls.values()].filter((call) => !state.decisions.has(call.key))
  const deadline = performance.now() + budgetMs
  const timings = new Map<string, Timing[]>()
  for (const call of untimed) {
    if (performance.now() > deadline) break
    const candidates = await timeCandidates(state, call, rounds)
    timings.set(call.key, candidates)
    state.decisions.set(call.key, fastest(candidates))
    onProgress?.({ done: timings.size, total: untimed.length })
  }
  if (timings.size > 0) await store?.set(key, JSON.stringify([...state.decisions]))
  const decisions = new Map([...calls.keys()].map((k) => [k, state.decisions.get(k) ?? 0]))
  return { renderer, decisions, timed: timings.size, timings }
}

function parse(text: string | null | undefined): [string, Decision][] {
  try {
    const entries: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(entries)
      ? entries.filter((e) => Array.isArray(e) && (e[1] === 'stock' || Number.isInteger(e[1])))
      : []
  } catch {
    return []
  }
}

const shapesOnly = (inputs: Call['inputs']): Call['inputs'] =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, info]) => [
      name,
      info && { dataId: {}, shape: info.shape, dtype: info.dtype },
    ]),
  )

/** Each candidate has inputs of its own, so that each finds them in its layout. */
async function timeCandidates(state: Installation, call: Call, rounds: number): Promise<Timing[]> {
  const { variants = [0] } = call.kernel
  const candidates = (['stock', ...variants] as Decision[]).map((decision) => ({
    decision,
    inputs: makeInputs(call.inputs),
    ms: Number.POSITIVE_INFINITY,
    repeats: 1,
  }))
  const { choice } = state
  state.choice = 'auto'
  state.gpu.pending.on = false
  try {
    const time = async (candidate: (typeof candidates)[number]) => {
      state.decisions.set(call.key, candidate.decision)
      const start = performance.now()
      for (let i = 0; i < candidate.repeats; i++)
        dispose(engine().runKernel(call.kernel.kernelName, candidate.inputs as NamedTensorMap, call.attrs))
      await finished(state.gpu.gl)
      return (performance.now() - start) / candidate.repeats
    }
    for (const candidate of candidates) {
      await time(candidate) // compiles, and brings the inputs into their layout
      candidate.ms = await time(candidate)
      // A hiccup of the machine must not rule out the better one.
      if (candidate.ms < 100) candidate.ms = Math.min(candidate.ms, await time(candidate))
      // A fence is seen some tenths of a millisecond late: short kernels run in series.
      candidate.repeats = Math.max(1, Math.min(32, Math.ceil(8 / candidate.ms)))
    }
    const best = Math.min(...candidates.map(({ ms }) => ms))
    const close = candidates.filter(({ ms }) => ms < 3 * best)
    for (const candidate of close) if (candidate.repeats > 1) candidate.ms = Number.POSITIVE_INFINITY
    for (let round = 0; round < rounds; round++)
      for (const candidate of close) candidate.ms = Math.min(candidate.ms, await time(candidate))
    return candidates.map(({ decision, ms }) => ({ decision, ms }))
  } finally {
    state.choice = choice
    state.gpu.pending.on = true
    state.decisions.delete(call.key)
    for (const { inputs } of candidates) dispose(Object.values(inputs) as Tensor[])
  }
}

/** A mixture of layouts costs conversions: stock must win clearly. */
function fastest(timings: Timing[]): Decision {
  const cost = ({ decision, ms }: Timing) => (decision === 'stock' ? 1.1 * ms : ms)
  return timings.reduce((a, b) => (cost(b) < cost(a) ? b : a)).decision
}

function makeInputs(inputs: Call['inputs']): Record<string, Tensor | undefined> {
  const make = ({ shape, dtype }: TensorInfo) =>
    dtype === 'bool' ? randomUniform(shape, 0, 2, 'bool') : randomUniform(shape, 0.1, 1)
  return Object.fromEntries(Object.entries(inputs).map(([name, info]) => [name, info && make(info)]))
}

async function finished(gl: WebGL2RenderingContext): Promise<void> {
  const sync = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0)
  gl.flush()
  if (!sync) return
  for (;;) {
    const status = gl.clientWaitSync(sync, 0, 0)
    if (status === gl.ALREADY_SIGNALED || status === gl.CONDITION_SATISFIED || gl.isContextLost()) break
    await nextTask()
  }
  gl.deleteSync(sync)
}
