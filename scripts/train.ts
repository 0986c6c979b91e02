import type { Scalar } from '@tensorflow/tfjs-core'
import { DivergenceError } from '../src/engine/core/errors'
import { Rng } from '../src/engine/core/rng'
import { datasetById } from '../src/engine/datasets'
import { measureAll } from '../src/engine/metrics'
import { testNegativeElbo } from '../src/engine/metrics/test-elbo'
import { Run } from '../src/engine/training/run'
import type { RunConfig } from '../src/protocol/config'
import { History } from '../src/protocol/history'
import { NodeSource } from './node-source'

/** Steps between two readings of the scalars. */
const reading = 10
/** Readings over which a reported scalar is averaged. */
const recent = 20

export interface Limit {
  steps: number
  seconds: number
}

export interface Progress {
  step: number
  seconds: number
  scalars: Record<string, number>
}

export interface Trained {
  run: Run
  history: History
  steps: number
  seconds: number
  scalars: Record<string, number>
  /** Why it ended before its limit. */
  problem?: DivergenceError
}

/** Trains until the limit, a scalar that is no number, or `stopped()`. The caller disposes of the run. */
export async function train(
  config: RunConfig,
  limit: Limit,
  { onProgress, stopped }: { onProgress?: (progress: Progress) => void; stopped?: () => boolean } = {},
): Promise<Trained> {
  const data = await datasetById(config.data)!.load({
    source: new NodeSource(),
    rng: Rng.stream(config.seed, 'data'),
    drawing: config.drawing,
  })
  const run = new Run(config, data)
  const history = new History()
  const start = performance.now()
  let [seconds, problem, breathed] = [0, undefined as DivergenceError | undefined, start]
  while (run.step < limit.steps && seconds < limit.seconds && !problem && !stopped?.()) {
    await run.ready()
    const scalars = run.advance()
    seconds = (performance.now() - start) / 1000
    const read = run.step % reading === 0 || run.step >= limit.steps || seconds >= limit.seconds
    if (read) problem = await record(history, run.step, scalars)
    for (const scalar of Object.values(scalars)) scalar.dispose()
    if (performance.now() - breathed < 100) continue
    await new Promise((resolve) => setImmediate(resolve)) // lets Ctrl-C through
    breathed = performance.now()
    onProgress?.({ step: run.step, seconds, scalars: averages(history) })
  }
  return { run, history, steps: run.step, seconds, scalars: averages(history), problem }
}

async function record(history: History, step: number, scalars: Record<string, Scalar>) {
  const values: Record<string, number[]> = {}
  for (const [name, scalar] of Object.entries(scalars)) values[name] = [(await scalar.data())[0]!]
  history.append([step], values)
  const lost = Object.entries(values).find(([, [value]]) => !Number.isFinite(value))
  return lost && new DivergenceError(`“${lost[0]}”`, step)
}

function averages(history: History): Record<string, number> {
  return Object.fromEntries(
    history.names.map((name) => {
      const values = history.values(name).slice(-recent).filter(Number.isFinite)
      return [name, values.reduce((sum, value) => sum + value, 0) / values.length]
    }),
  )
}

/** Everything that can be measured; a bound on the likelihood over the whole test set, with its binarisation named. */
export async function measure({ run }: Trained): Promise<Record<string, number | string>> {
  const { family, model, data, config } = run
  const subject = { family, model, data, seed: config.seed }
  const measures: Record<string, number | string> = await measureAll(subject)
  if (family.elbo && 'testNegativeElbo' in measures) {
    measures.testNegativeElbo = await testNegativeElbo(subject, data.info.testCount)
    if (data.info.kind === 'image')
      measures.binarisation = family.binarisation?.(model.config, data.info) ?? 'none'
  }
  return measures
}
