import { describe, expect, it } from 'vitest'
import { defaultConfig } from '../../src/protocol/config'
import type { Measured } from '../../src/protocol/history'
import { curveOf, timeTicks } from '../../src/ui/runs/curves'
import { whatChanged, whatDiffers } from '../../src/ui/runs/differences'
import { filterRuns, sortRuns } from '../../src/ui/runs/order'
import { bestOf } from '../../src/ui/storage/best'
import type { StoredRun } from '../../src/ui/storage/schema'
import { catalogue } from './fake-session'

const gan = defaultConfig(catalogue, 'ring', 'gan')
const vae = defaultConfig(catalogue, 'digits', 'vae')
const run = (id: string, change: Partial<StoredRun> = {}): StoredRun => ({
  id,
  name: id,
  note: '',
  config: gan,
  created: 0,
  updated: 0,
  step: 0,
  elapsedMs: 0,
  best: {},
  ...change,
})

describe('what differs', () => {
  it('is named as on the controls, and hidden settings do not count', () => {
    const settings = { ...gan.settings, latentDim: 16, loss: 'least-squares', smoothing: true }
    // Smoothing has no effect with least squares, where its control is hidden.
    expect(whatDiffers(catalogue, { ...gan, seed: 7, settings })).toEqual([
      'Seed 7',
      'Loss least squares',
      'Latent dimension 16',
    ])
    expect(whatDiffers(catalogue, gan)).toEqual([])
  })

  it('between two runs of different models names both sides', () => {
    const changes = whatChanged(catalogue, gan, vae)
    expect(changes.slice(0, 2)).toEqual([
      { title: 'Data', before: 'Ring of 8 Gaussians', after: 'MNIST' },
      { title: 'Model', before: 'GAN', after: 'VAE' },
    ])
    expect(changes).toContainEqual({ title: 'Latent dimension', before: '64', after: '2' })
    expect(changes).toContainEqual({ title: 'β', before: '–', after: '1' })
  })
})

it('when to stop reads as a person would say it', () => {
  const stop = { unit: 'steps', amount: 3000 } as const
  expect(whatChanged(catalogue, gan, { ...gan, stop })).toEqual([
    { title: 'Stop', before: 'never', after: 'at 3,000 steps' },
  ])
  const one = { unit: 'minutes', amount: 1 } as const
  expect(whatChanged(catalogue, { ...gan, stop: one }, gan)).toMatchObject([{ before: 'at 1 minute' }])
})

it('what differs counts layers of one’s own and drawings: no such two runs are called the same', () => {
  const dense = (units: number) => [{ kind: 'dense', units }]
  const [a, b] = [dense(4), dense(8)].map((generator) => ({ ...gan, networks: { generator } }))
  expect(whatDiffers(catalogue, a!)).toEqual(['Layers of the generator 1 of one’s own'])
  expect(whatChanged(catalogue, a!, b!)).toEqual([
    { title: 'Layers of the generator', before: '1 of one’s own', after: 'other 1 of one’s own' },
  ])
  expect(whatChanged(catalogue, a!, gan)).toMatchObject([{ before: '1 of one’s own', after: 'as set' }])
  expect(whatChanged(catalogue, a!, { ...a! })).toEqual([])
  const drawn = { ...gan, drawing: 'p1' }
  expect(whatChanged(catalogue, drawn, { ...gan, drawing: 'p2' })).toMatchObject([
    { title: 'Points', before: 'a drawing', after: 'another drawing' },
  ])
})

describe('the table', () => {
  const runs = [
    run('b', { step: 5, best: { modes: { step: 1, value: 3 } }, note: 'too smooth' }),
    run('a', { step: 9, config: vae }),
    run('c', { step: 1, best: { modes: { step: 1, value: 8 } } }),
  ]
  const ids = (list: StoredRun[]) => list.map(({ id }) => id).join('')

  it('is sorted by any column, with what was not measured last', () => {
    expect(ids(sortRuns(runs, { key: 'name', falling: false }))).toBe('abc')
    expect(ids(sortRuns(runs, { key: 'step', falling: true }))).toBe('abc')
    expect(ids(sortRuns(runs, { key: 'best:modes', falling: true }))).toBe('cba')
    expect(ids(sortRuns(runs, { key: 'best:modes', falling: false }))).toBe('bca')
  })

  it('is filtered by words of name, note, data and model', () => {
    expect(ids(filterRuns(catalogue, runs, 'mnist vae'))).toBe('a')
    expect(ids(filterRuns(catalogue, runs, 'SMOOTH'))).toBe('b')
    expect(ids(filterRuns(catalogue, runs, ' '))).toBe('bac')
    expect(ids(filterRuns(catalogue, runs, 'gan mnist'))).toBe('')
  })
})

describe('curves', () => {
  const past = (steps: number[], values: number[], elapsedMs = 1000) => ({
    config: gan,
    step: steps.at(-1)!,
    elapsedMs,
    steps: Float64Array.from(steps),
    values: { loss: Float32Array.from(values) },
    measures: [],
  })
  const checkpoint = (step: number, elapsedMs: number) => ({ runId: 'a', step, size: 1, elapsedMs, at: 0 })

  it('over steps and over the time at which they were taken', () => {
    const read = past([10, 20, 30, 40], [1, 2, Number.NaN, 4], 8000)
    expect(curveOf(read, 'loss', 'step', [])).toEqual([
      { x: 10, y: 1 },
      { x: 20, y: 2 },
      { x: 40, y: 4 },
    ])
    // Quick until step 20 (2 s), slow after it.
    expect(curveOf(read, 'loss', 'time', [checkpoint(20, 2000)]).map(({ x }) => x)).toEqual([1, 2, 8])
    expect(curveOf(read, 'kl', 'step', [])).toEqual([])
  })

  it('of a hundred thousand steps have a few hundred points that keep the mean', () => {
    const steps = Array.from({ length: 100_000 }, (_, i) => i + 1)
    const points = curveOf(
      past(
        steps,
        steps.map((step) => (step % 2 ? 1 : 3)),
      ),
      'loss',
      'step',
      [],
    )
    expect(points.length).toBeLessThanOrEqual(300)
    expect(points.at(-1)!.x).toBe(100_000)
    for (const { y } of points) expect(y).toBeCloseTo(2, 1)
  })

  it('stand over times that a clock would mark', () => {
    expect(timeTicks(4.2, 5)).toEqual([0, 1, 2, 3, 4])
    expect(timeTicks(125, 5)).toEqual([0, 30, 60, 90, 120])
    expect(timeTicks(5000, 3)).toEqual([0, 1800, 3600])
    expect(timeTicks(1_000_000, 3)).toEqual([0, 345_600, 691_200])
    expect(timeTicks(0.4, 5)).toEqual([0])
  })
})

it('the best of a measure is the highest or the lowest, as the measure wants', () => {
  const measures: Measured[] = [
    { step: 1, values: { modes: 3, elbo: 200 } },
    { step: 2, values: { modes: 7, elbo: 150 } },
    { step: 3, values: { modes: 5, elbo: 170, unknown: 1 } },
  ]
  expect(bestOf(catalogue, measures)).toEqual({
    modes: { step: 2, value: 7 },
    elbo: { step: 2, value: 150 },
  })
})
