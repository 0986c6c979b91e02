import * as tf from '@tensorflow/tfjs-core'
import type { Wasm } from '../../src/backends/simd/module'
import { multiplyAdds } from './multiply-adds'
import type { Workload } from './workloads/kit'

/** What one kernel took of a step: averages over steps. */
export interface ProfileRow {
  kernel: string
  calls: number
  microseconds: number
  /** Multiply-adds that its shapes say, and those that it did: a product may leave out zeros. */
  nominal: number
  done: number
}

export interface Profile {
  workload: string
  /** A whole step in milliseconds without clocks around the kernels, JavaScript included: the median. */
  step: number
  rows: ProfileRow[]
}

const WARM_UP = 300
const STEPS = 400

/** Where a step's time goes on the SIMD backend, on one thread. Slower steps than the median count for nothing. */
export function profile(workload: Workload): Profile {
  const backend = tf.backend() as unknown as { wasm: Wasm; heap: { i32: Int32Array } }
  const plain = backend.wasm
  const run = workload.create()
  const once = () => {
    const start = performance.now()
    const loss = run.step()
    loss.dataSync()
    loss.dispose()
    return performance.now() - start
  }
  for (let i = 0; i < WARM_UP; i++) once()
  const step = median(Array.from({ length: STEPS }, once))
  const steps: { took: number; rows: Map<string, ProfileRow> }[] = []
  for (let i = 0; i < STEPS; i++) {
    const rows = new Map<string, ProfileRow>()
    backend.wasm = clocked(plain, () => backend.heap.i32, rows)
    steps.push({ took: once(), rows })
  }
  backend.wasm = plain
  run.dispose()
  const limit = median(steps.map(({ took }) => took))
  return { workload: workload.name, step, rows: average(steps.filter(({ took }) => took <= limit)) }
}

/** The kernels with a clock around each call. */
function clocked(wasm: Wasm, memory: () => Int32Array, rows: Map<string, ProfileRow>): Wasm {
  const wrap = (kernel: string, run: Wasm[string]): Wasm[string] => {
    const row = { kernel, calls: 0, microseconds: 0, nominal: 0, done: 0 }
    return (...args) => {
      const work = multiplyAdds(wasm, memory(), kernel, args)
      const start = performance.now()
      const result = run(...args)
      row.microseconds += 1000 * (performance.now() - start)
      row.calls++
      row.nominal += work.nominal
      row.done += work.done
      rows.set(kernel, row)
      return result
    }
  }
  return Object.fromEntries(
    Object.entries(wasm).map(([name, run]) => [name, typeof run === 'function' ? wrap(name, run) : run]),
  )
}

function average(steps: { rows: Map<string, ProfileRow> }[]): ProfileRow[] {
  const sums = new Map<string, ProfileRow>()
  for (const { rows } of steps) {
    for (const row of rows.values()) {
      const sum = sums.get(row.kernel) ?? {
        kernel: row.kernel,
        calls: 0,
        microseconds: 0,
        nominal: 0,
        done: 0,
      }
      for (const key of ['calls', 'microseconds', 'nominal', 'done'] as const)
        sum[key] += row[key] / steps.length
      sums.set(row.kernel, sum)
    }
  }
  return [...sums.values()].sort((a, b) => b.microseconds - a.microseconds)
}

const median = (all: number[]) => [...all].sort((a, b) => a - b)[all.length >> 1]!
