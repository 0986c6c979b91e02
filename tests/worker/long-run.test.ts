import { expect, it } from 'vitest'
import { decodeCheckpoint } from '../../src/engine/formats/checkpoint-file'
import { History, type Measured } from '../../src/protocol/history'
import { bounds, buckets, chartRows, laterRows } from '../../src/ui/charts/chart-data'
import { RunRecord } from '../../src/ui/store/record'
import { Journal } from '../../src/worker/journal'

const names = ['generator', 'discriminator', 'onReal', 'onFake']

/** Scalars as the worker sends them: groups of 64 steps, each series the step and a constant of its own. */
function* groups(from: number, to: number) {
  for (let first = from; first <= to; first += 64) {
    const steps = Float64Array.from({ length: Math.min(64, to - first + 1) }, (_, i) => first + i)
    const values = names.map((name, at) => [name, Float32Array.from(steps, (step) => step + at)])
    yield { steps, values: Object.fromEntries(values) as Record<string, Float32Array> }
  }
}

/** Bytes that a history holds on to. */
const held = (history: History) =>
  history.steps.buffer.byteLength +
  history.names.reduce((total, name) => total + history.values(name).buffer.byteLength, 0)

const savedWith = (history: History, measures: Measured[] = []) => {
  const journal = new Journal(history, measures)
  const settings = { latentDim: 2 }
  const config = {
    data: 'ring',
    model: 'gan',
    seed: 1,
    stop: { unit: 'never' as const, amount: 1 },
    settings,
  }
  const noise = { words: [1, 2, 3, 4], spare: null }
  return journal.save({
    header: {
      version: 1,
      config,
      dataHash: 'none',
      step: history.lastStep,
      elapsedMs: 1,
      noise,
      batches: { epoch: 0, position: 0, rng: noise },
      iterations: {},
    },
    tensors: new Map([['w', { shape: [2], data: Float32Array.of(1, 2) }]]),
  })
}

it('100,000 steps are kept each, drawn in few rows, and saved in the size of their columns', () => {
  const record = new RunRecord()
  record.begin(0, 'long')
  for (const { steps, values } of groups(1, 100_000)) record.addScalars(steps, values)
  const { history } = record
  expect([history.length, history.lastStep]).toEqual([100_000, 100_000])
  expect(held(history)).toBe(131_072 * (8 + 4 * names.length))

  for (const range of [null, [1, 90], [40_000, 99_999]] as const) {
    const rows = chartRows(history, names, range as [number, number] | null, 0.85, false)
    expect(rows.length).toBeLessThanOrEqual(buckets + 1)
    expect(rows.length).toBeGreaterThan(buckets / 2)
    for (const row of rows) expect(row['discriminator.raw']! - row['generator.raw']!).toBe(1)
    expect(bounds(rows, names, false)[1]).toBeGreaterThanOrEqual(range?.[1] ?? 98_000)
  }
  expect(laterRows({ history, from: 7 }, names, null, 0, true).length).toBeLessThanOrEqual(buckets + 1)

  const { bytes } = savedWith(history)
  expect(bytes.length).toBeLessThan(100_000 * (8 + 4 * names.length) + 4096)
  const back = decodeCheckpoint(bytes).history
  expect(back.steps).toEqual(history.steps)
  expect(back.values('onFake')).toEqual(history.values('onFake'))
})

it('beyond, neighbours are averaged: the memory stays and no stretch is lost', () => {
  const history = new History()
  let most = 0
  for (const { steps, values } of groups(1, 400_000)) {
    history.append(steps, values)
    most = Math.max(most, held(history))
  }
  expect(history.length).toBeLessThanOrEqual(131_072)
  expect(most).toBe(131_072 * (8 + 4 * names.length))
  expect(history.steps[0]).toBeLessThanOrEqual(8)
  expect(history.lastStep).toBeGreaterThan(399_990)
  // Each row is the mean of the steps that it stands for, so the mean of all of them is that of the run.
  const values = history.values('generator')
  const mean = values.reduce((total, value) => total + value, 0) / values.length
  expect(Math.abs(mean - 200_000)).toBeLessThan(10)
  expect(chartRows(history, names, null, 0, false).length).toBeLessThanOrEqual(buckets + 1)
  expect(savedWith(history).bytes.length).toBeLessThan(131_072 * (8 + 4 * names.length) + 4096)
})

it('measures of a long run stay a list of bounded length that begins with the run', () => {
  const record = new RunRecord()
  record.begin(0, 'long')
  for (let step = 20; step <= 100_000; step += 20) record.addMeasures({ step, values: { mmd: 1 / step } })
  expect(record.measures.length).toBeLessThanOrEqual(2048)
  expect([record.measures[0]!.step, record.measures.at(-1)!.step]).toEqual([20, 100_000])
  const history = new History()
  history.append([100_000], { generator: [1] })
  const { bytes } = savedWith(history, record.measures)
  expect(decodeCheckpoint(bytes).measures).toEqual(record.measures)
})
