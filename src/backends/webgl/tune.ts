import { describeDevice } from './device'
import { type Call, type Decision, type Installation, installed } from './install'
import { contenders, median, quantile, ratios, type Timing, timeCall } from './timing'

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

/** Raised whenever a kernel changes so much that old timings mislead. */
const version = 3

/** In medians. */
const clearLead = 1.1

/** Rounds that the candidates take turns, and how many where they cannot be told apart. */
const rounds = { rounds: 5, most: 15, hopeless: 3 }

/**
 * Times tfjs's kernel against ours in each of its variants, on the shapes the model really has, and keeps the fastest per
 * shape and renderer. The winner differs between devices and cannot be known beforehand. Costs a few seconds once; does not
 * block the event loop.
 */
export async function tuneKernels({
  run,
  store,
  budgetMs = 6000,
  onProgress,
}: TuneOptions): Promise<TuneReport> {
  const state = installed()
  if (!state) return { renderer: '', decisions: new Map(), timed: 0, timings: new Map() }
  const { renderer } = describeDevice(state.gpu.gl)
  const key = `ganvas kernels ${version} ${renderer}`
  for (const [signature, decision] of parse(await store?.get(key))) state.decisions.set(signature, decision)

  const calls = callsOf(state, run)
  // Products and convolutions first: most of a step's time is theirs.
  const untimed = [...calls.values()]
    .filter((call) => !state.decisions.has(call.key))
    .sort((a, b) => Number(b.kernel.byShape ?? false) - Number(a.kernel.byShape ?? false))
  const deadline = performance.now() + budgetMs
  const timings = new Map<string, Timing[]>()
  for (const call of untimed) {
    if (performance.now() > deadline) break
    const { variants = [0] } = call.kernel
    const candidates = await timeCall(state, call, ['stock', ...variants], rounds)
    timings.set(call.key, candidates)
    state.decisions.set(call.key, choose(candidates))
    onProgress?.({ done: timings.size, total: untimed.length })
  }
  if (timings.size > 0) await store?.set(key, JSON.stringify([...state.decisions]))
  const decisions = new Map([...calls.keys()].map((k) => [k, state.decisions.get(k) ?? 0]))
  return { renderer, decisions, timed: timings.size, timings }
}

/** The calls of `run` that can be timed, by signature. */
export function callsOf(state: Installation, run: () => void): Map<string, Call> {
  const calls = new Map<string, Call>()
  state.listen = (call) => calls.set(call.key, { ...call, inputs: shapesOnly(call.inputs) })
  try {
    run()
  } finally {
    state.listen = undefined
  }
  return calls
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

/**
 * Ours, unless stock is faster by a tenth in the median and faster in three rounds of four. A tie is ours: the neighbours of this
 * call are, and each border between the two layouts is a pass more, which no timing of one call shows.
 */
export function choose(timings: Timing[]): Decision {
  const [ours, stock] = contenders(timings)
  if (!ours) return 'stock'
  if (!stock) return ours.decision
  const rounds = ratios(ours, stock)
  const [typical, low] =
    rounds.length > 0 ? [median(rounds), quantile(rounds, 0.25)] : [ours.ms / stock.ms, ours.ms / stock.ms]
  return typical > clearLead && low > 1 ? 'stock' : ours.decision
}
