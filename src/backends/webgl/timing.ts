import {
  dispose,
  engine,
  type NamedTensorMap,
  randomUniform,
  type Tensor,
  type TensorInfo,
} from '@tensorflow/tfjs-core'
import { nextTask } from '../next-task'
import type { Call, Decision, Installation } from './install'

/** One candidate for a call: the median of its rounds, or its one timing where that was hopeless. */
export interface Timing {
  decision: Decision
  ms: number
  /** Milliseconds a call, round by round: entries of the same index were measured one after the other. */
  times: number[]
}

export interface TimingOptions {
  /** Rounds at least, and at most where the candidates cannot be told apart. */
  rounds: number
  most?: number
  /** A candidate that takes this many times the best's milliseconds is not timed again. */
  hopeless?: number
  /** Milliseconds that pass; by default those of the wall. */
  clock?: () => number | Promise<number>
}

/** A fence is seen some tenths of a millisecond late: short kernels run in series of about so many milliseconds. */
const seriesMs = 6
const longestSeries = 32

export const median = (values: number[]): number => quantile(values, 0.5)

export function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN
}

/**
 * Times a call with each of `decisions`, which take turns, so that what else the machine does hits them alike. Each has inputs
 * of its own and finds them in its layout.
 */
export async function timeCall(
  state: Installation,
  call: Call,
  decisions: Decision[],
  {
    rounds,
    most = rounds,
    hopeless = Number.POSITIVE_INFINITY,
    clock = () => performance.now(),
  }: TimingOptions,
): Promise<Timing[]> {
  const candidates = decisions.map((decision) => ({
    decision,
    inputs: makeInputs(call.inputs),
    repeats: 1,
    ms: 0,
    times: [] as number[],
  }))
  const { choice } = state
  const decided = state.decisions.get(call.key)
  state.choice = 'auto'
  state.gpu.pending.on = false
  try {
    const time = async ({ decision, inputs, repeats }: (typeof candidates)[number]) => {
      state.decisions.set(call.key, decision)
      const start = await clock()
      for (let i = 0; i < repeats; i++)
        dispose(engine().runKernel(call.kernel.kernelName, inputs as NamedTensorMap, call.attrs))
      await finished(state.gpu.gl)
      return ((await clock()) - start) / repeats
    }
    for (const candidate of candidates) {
      await time(candidate) // compiles, and brings the inputs into their layout
      candidate.ms = await time(candidate)
      // A hiccup of the machine must not rule out the better one.
      if (candidate.ms < 100) candidate.ms = Math.min(candidate.ms, await time(candidate))
      candidate.repeats = Math.max(1, Math.min(longestSeries, Math.ceil(seriesMs / candidate.ms)))
    }
    const best = Math.min(...candidates.map(({ ms }) => ms))
    const close = candidates.filter(({ ms }) => ms < hopeless * best)
    for (let round = 0; round < most; round++) {
      if (round >= rounds && !undecided(close)) break
      for (const candidate of round % 2 ? [...close].reverse() : close)
        candidate.times.push(await time(candidate))
    }
    return candidates.map(({ decision, ms, times }) => ({
      decision,
      ms: times.length > 0 ? median(times) : ms,
      times,
    }))
  } finally {
    state.choice = choice
    state.gpu.pending.on = true
    if (decided === undefined) state.decisions.delete(call.key)
    else state.decisions.set(call.key, decided)
    for (const { inputs } of candidates) dispose(Object.values(inputs) as Tensor[])
  }
}

/** How many times `a` took `b`'s milliseconds, round by round. */
export const ratios = (a: Timing, b: Timing): number[] =>
  a.times.slice(0, b.times.length).map((ms, round) => ms / b.times[round]!)

/** Stock and the best of ours: the middle half of the rounds does not say which is faster. */
function undecided(candidates: { decision: Decision; times: number[] }[]): boolean {
  const timings = candidates.map((candidate) => ({ ...candidate, ms: median(candidate.times) }))
  const [ours, stock] = contenders(timings)
  if (!ours || !stock) return false
  const rounds = ratios(ours, stock)
  return quantile(rounds, 0.25) < 1 && quantile(rounds, 0.75) > 1
}

export function contenders(timings: Timing[]): [ours: Timing | undefined, stock: Timing | undefined] {
  const own = timings.filter(({ decision }) => decision !== 'stock')
  const ours = own.length > 0 ? own.reduce((a, b) => (b.ms < a.ms ? b : a)) : undefined
  return [ours, timings.find(({ decision }) => decision === 'stock')]
}

function makeInputs(inputs: Call['inputs']): Record<string, Tensor | undefined> {
  const make = ({ shape, dtype }: TensorInfo) =>
    dtype === 'bool' ? randomUniform(shape, 0, 2, 'bool') : randomUniform(shape, 0.1, 1)
  return Object.fromEntries(Object.entries(inputs).map(([name, info]) => [name, info && make(info)]))
}

export async function finished(gl: WebGL2RenderingContext): Promise<void> {
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
