import '@tensorflow/tfjs-core/dist/register_all_gradients'
import * as tf from '@tensorflow/tfjs-core'
import { type BenchBackend, backends, use } from './backends'
import { machineLimit } from './limit'
import { profile } from './profile'
import { workloads } from './workloads/index'
import type { Run, Workload } from './workloads/kit'

export interface BenchRequest {
  only?: string[]
  backends: string[]
  rounds: number
  /** Milliseconds for one workload on one backend, warm-up aside. */
  budget: number
  threads: number
  /** A profile of each workload on the SIMD backend instead of a comparison. */
  profile?: boolean
}

export interface BenchRow {
  workload: string
  backend: string
  kernels: string
  ms: { min: number; median: number; max: number }
  gflops: number
}

/** One cell being measured. */
interface Cell {
  backend: BenchBackend
  run: Run
  times: number[]
}

/** At most so many steps and milliseconds, before measuring and for each turn of a backend. */
const WARM_UP_STEPS = 200
const WARM_UP = 1000
const SERIES_STEPS = 100
const SERIES = 250

const note = (text: string) => self.postMessage({ note: text })

async function timeStep(run: Run): Promise<number> {
  const start = performance.now()
  const loss = run.step()
  const [value] = await loss.data()
  const elapsed = performance.now() - start
  loss.dispose()
  if (!Number.isFinite(value)) throw new Error('The step gave no finite loss.')
  return elapsed
}

/**
 * The first steps compile shaders, kernels and the JavaScript around them: they count for nothing. Quick steps need
 * hundreds until the engine has optimised them, slow ones have done with the first few.
 */
async function warmUp(workload: Workload, backend: BenchBackend): Promise<Cell | undefined> {
  if (backend.cannot?.[workload.name]) return undefined
  await use(backend)
  const run = workload.create()
  try {
    for (let i = 0, spent = 0; i < WARM_UP_STEPS && spent < WARM_UP; i++) spent += await timeStep(run)
    return { backend, run, times: [] }
  } catch (error) {
    note(`${workload.name} on ${backend.id}: ${error instanceof Error ? error.message : error}`)
    run.dispose()
    return undefined
  }
}

/** All backends take turns, so that what else the machine does hits them alike. */
async function measure(
  workload: Workload,
  chosen: BenchBackend[],
  request: BenchRequest,
): Promise<BenchRow[]> {
  const cells: Cell[] = []
  for (const backend of chosen) {
    const cell = await warmUp(workload, backend)
    if (cell) cells.push(cell)
  }
  const spent = new Map<Cell, number>()
  for (let round = 0; round < request.rounds; round++) {
    for (const cell of cells) {
      if ((spent.get(cell) ?? 0) > request.budget) continue
      await use(cell.backend)
      // Steps come in short series, of which the first counts only where it is the only one: it times the change of
      // backend, with cold caches and what the one before has left to do.
      for (let i = 0, series = 0; i < SERIES_STEPS && series < SERIES; i++) {
        const elapsed = await timeStep(cell.run)
        if (i > 0 || elapsed > SERIES) cell.times.push(elapsed)
        series += elapsed
        spent.set(cell, (spent.get(cell) ?? 0) + elapsed)
      }
    }
  }
  return cells.map((cell) => {
    const { backend, run } = cell
    run.dispose()
    return row(workload, backend, run.calls ?? 1, cell.times)
  })
}

function row(workload: Workload, backend: BenchBackend, calls: number, times: number[]): BenchRow {
  const sorted = times.map((ms) => ms / calls).sort((a, b) => a - b)
  const median = sorted[sorted.length >> 1]!
  const ms = { min: sorted[0]!, median, max: sorted.at(-1)! }
  return {
    workload: workload.name,
    backend: backend.id,
    kernels: backend.kernels,
    ms,
    gflops: workload.flops / median / 1e6,
  }
}

async function bench(request: BenchRequest): Promise<void> {
  const chosen = backends.filter(({ id }) => request.backends.includes(id))
  for (const backend of chosen) await backend.prepare({ threads: request.threads })
  tf.enableProdMode()
  self.postMessage({ limit: await machineLimit(), isolated: self.crossOriginIsolated })
  for (const workload of workloads) {
    if (request.only && !request.only.includes(workload.name)) continue
    note(workload.name)
    if (request.profile) {
      await use(chosen[0]!)
      self.postMessage({ profile: profile(workload) })
      continue
    }
    self.postMessage({ rows: await measure(workload, chosen, request) })
  }
  self.postMessage({ done: true })
}

self.onmessage = ({ data }: MessageEvent<BenchRequest>) => {
  bench(data).catch((error: unknown) =>
    self.postMessage({ failed: error instanceof Error ? error.stack : String(error) }),
  )
}
