import { describe, expect, it } from 'vitest'
import type { Series } from '../../src/protocol/catalogue'
import { History } from '../../src/protocol/history'
import {
  bounds,
  buckets,
  chartRows,
  chartsOf,
  dashes,
  endOf,
  laterRows,
  latest,
  reach,
  ticks,
} from '../../src/ui/charts/chart-data'
import { type Coverage, coverageOf } from '../../src/ui/charts/coverage'
import { pathOf } from '../../src/ui/charts/curves'
import { best, show } from '../../src/ui/charts/measures'
import { nearestRow } from '../../src/ui/charts/pointer'
import { verdictOf } from '../../src/ui/charts/verdict'
import { catalogue } from './fake-session'

function historyOf(length: number, values: Record<string, (step: number) => number>): History {
  const history = new History()
  const steps = Float64Array.from({ length }, (_, i) => i + 1)
  const columns = Object.fromEntries(
    Object.entries(values).map(([name, of]) => [name, Float32Array.from(steps, of)]),
  )
  history.append(steps, columns)
  return history
}
const one = (id: string, role: Series['role'], chart: string): Series => ({
  id,
  role,
  chart,
  label: id,
  meaning: '',
})

describe('rows of a chart', () => {
  it('are few, however long the run', () => {
    const rows = chartRows(historyOf(100_000, { g: () => 1 }), ['g'], null, 0, false)
    expect(rows.length).toBeLessThanOrEqual(buckets + 1)
    expect(rows.at(-1)!.step).toBe(100_000)
  })
  it('smooth towards the mean, without a pull to zero at the start', () => {
    const rows = chartRows(historyOf(50, { g: (step) => (step % 2 ? 3 : 1) }), ['g'], null, 0.85, false)
    expect(rows[0]!.g).toBeCloseTo(3, 5)
    expect(rows.at(-1)!.g).toBeCloseTo(2, 0)
    expect(rows[0]!['g.raw']).toBe(3)
  })
  it('leave out on a logarithmic axis what has no logarithm', () => {
    const rows = chartRows(historyOf(4, { g: (step) => step - 2 }), ['g'], null, 0, true)
    expect(rows.map((row) => row.g)).toEqual([undefined, undefined, 1, 2])
  })
  it('hold the zoomed stretch only', () => {
    const rows = chartRows(historyOf(100, { g: (step) => step }), ['g'], [20, 30], 0, false)
    expect([rows[0]!.step, rows.at(-1)!.step]).toEqual([20, 30])
  })
})

describe('axes', () => {
  it('reach from round number to round number', () => {
    expect(
      bounds(
        [
          { step: 1, g: 0.46 },
          { step: 2, g: 1.83 },
        ],
        ['g'],
        false,
      ),
    ).toEqual([0, 2])
    expect(
      bounds(
        [
          { step: 1, g: 3 },
          { step: 2, g: 700 },
        ],
        ['g'],
        true,
      ),
    ).toEqual([1, 1000])
    expect(bounds([], ['g'], false)).toEqual([0, 1])
  })
  it('have round ticks, and whole ones where steps are counted', () => {
    expect(ticks([0, 2], false)).toEqual([0, 0.5, 1, 1.5, 2])
    expect(ticks([1, 1000], true)).toEqual([1, 10, 100, 1000])
    expect(ticks([0, 10], false, 4, true).every(Number.isInteger)).toBe(true)
  })
})

it('groups series into charts, the losses first', () => {
  const series = [one('a', 'real', 'score'), one('b', 'generator', 'loss'), one('c', 'neutral', 'other')]
  const charts = chartsOf(series, { loss: 'Losses', score: 'Score of D' })
  expect(charts.map((chart) => chart.title)).toEqual(['Losses', 'Score of D', 'other'])
})

it('tells series of one colour apart by dashes', () => {
  const drawn = dashes([one('a', 'generator', 'x'), one('b', 'decoder', 'x'), one('c', 'real', 'x')])
  expect(drawn[0]).toBeUndefined()
  expect(drawn[1]).toBeTruthy()
  expect(drawn[2]).toBeUndefined()
})

it('finds the newest value past the gaps', () => {
  expect(latest(historyOf(5, { g: (step) => (step > 3 ? Number.NaN : step) }), 'g')).toBe(3)
  expect(latest(new History(), 'g')).toBeNull()
})

describe('verdict', () => {
  const series = [one('r', 'real', 'score'), one('f', 'generator', 'score')]
  const of = (r: number, f: number, coverage: Coverage | null = null) =>
    verdictOf(historyOf(100, { r: () => r, f: () => f }), series, coverage)!
  const covers = (part: Partial<Coverage>): Coverage => ({
    ...{ step: 90, kinds: 8, all: 8, noun: 'modes', good: 0.9, even: 7.9 },
    remedies: ['Packing', 'R₁ penalty'],
    ...part,
  })
  it('is silent without evidence', () => {
    expect(verdictOf(historyOf(5, { r: () => 0.9, f: () => 0.1 }), series, null)).toBeNull()
    expect(verdictOf(historyOf(100, { g: () => 1 }), [one('g', 'generator', 'loss')], null)).toBeNull()
  })
  it('reads nothing from the size of a critic’s scores', () => {
    const critic = series.map((score) => ({ ...score, ordinal: { loss: ['wasserstein'] } }))
    const level = (coverage: Coverage | null, loss = 'wasserstein') =>
      verdictOf(historyOf(100, { r: () => 0.99, f: () => 0.01 }), critic, coverage, { loss })!.level
    expect(level(null)).toBe('idle')
    expect(level(covers({}))).toBe('ok')
    expect(level(covers({ even: 5 }))).toBe('warn')
    expect(level(null, 'minimax')).toBe('warn')
  })
  it('names a game that is won, a draw, and a close one', () => {
    expect(of(0.98, 0.02).title).toBe('D is winning')
    expect(of(0.5, 0.5)).toMatchObject({ level: 'idle', title: 'D cannot tell' })
    expect(of(0.9, 0.9)).toMatchObject({ level: 'warn', title: 'D is fooled' })
    expect(of(0.7, 0.3)).toMatchObject({ level: 'ok', title: 'In balance' })
  })
  it('says how many steps it looks back on', () => {
    const why = (length: number) =>
      verdictOf(historyOf(length, { r: () => 0.7, f: () => 0.3 }), series, null)!.why
    expect(why(22)).toContain('over the last 22 steps')
    expect(why(500)).toContain('over the last 50 steps')
  })
  it('says before all that the generator makes good samples of few kinds only', () => {
    const collapsed = covers({ kinds: 2, good: 0.83, even: 1.1 })
    for (const [r, f] of [
      [0.96, 0.04],
      [0.7, 0.3],
      [0.5, 0.5],
    ] as const)
      expect(of(r, f, collapsed)).toMatchObject({ level: 'bad', title: 'Mode collapse' })
    expect(of(0.7, 0.3, collapsed).why).toBe(
      'At step 90, 83 % of the samples are good, but only of 2 of 8 modes. D sees what is missing with Packing or R₁ penalty.',
    )
  })
  it('tells a generator that has not found the data yet from one that lost a part of it', () => {
    expect(of(0.6, 0.4, covers({ kinds: 2, good: 0.1, even: 1.5 }))).toMatchObject({ level: 'idle' })
    expect(of(0.99, 0.01, covers({ kinds: 0, good: 0, even: 1 })).title).toBe('D is winning')
    expect(of(0.53, 0.46, covers({ even: 6.7 }))).toMatchObject({
      level: 'warn',
      title: 'The modes are uneven',
    })
    expect(of(0.5, 0.5, covers({ kinds: 6, even: 6 })).level).toBe('warn')
    expect(of(0.5, 0.5, covers({})).level).toBe('ok')
  })
  it('names a code that nobody reads', () => {
    const code = [one('kl', 'latent', 'loss'), one('activeUnits', 'latent', 'code')]
    const title = (active: number, steps: number) =>
      verdictOf(historyOf(steps, { kl: () => active, activeUnits: () => active }), code, null)?.title
    expect(title(0, 5)).toBeUndefined()
    expect(title(0, 100)).toBe('Posterior collapse')
    expect(title(9, 100)).toBe('The code is used')
  })
  it('reads the coverage from the last measures, as long as they are not old', () => {
    const { metrics, families, datasets } = catalogue
    const told = metrics.map((metric, index) => ({
      ...metric,
      tells: (['kinds', 'good', 'unevenness'] as const)[index],
    }))
    const measures = [{ step: 90, values: { modes: 7, quality: 91, elbo: Math.log(8 / 7) } }]
    const at = (step: number) => coverageOf(measures, told, families[0]!, datasets[0]!, step)
    expect(at(100)).toMatchObject({ step: 90, kinds: 7, all: 8, noun: 'modes', good: 0.91 })
    expect(at(100)!.even).toBeCloseTo(7, 9)
    expect(at(500)).toBeNull()
    expect(coverageOf([], told, families[0]!, datasets[0]!, 0)).toBeNull()
  })
})

it('takes the best measure in its own direction', () => {
  const measures = [1, 2, 3].map((step) => ({ step, values: { m: [5, 2, 4][step - 1]! } }))
  expect(best(measures, { id: 'm', better: 'lower' })!.step).toBe(2)
  expect(best(measures, { id: 'm', better: 'higher' })!.step).toBe(1)
  expect(best(measures, { id: 'none', better: 'higher' })).toBeNull()
})

it('tells of a count of kinds how many there are', () => {
  const data = catalogue.datasets[0]!
  expect(show(7, { digits: 0, tells: 'kinds' }, data)).toBe('7 of 8')
  expect(show(0.166, { digits: 2, unit: 'nats', tells: 'unevenness' }, data)).toBe('0.17 nats')
  expect(show(undefined, { digits: 0, tells: 'kinds' }, data)).toBe('–')
})

describe('the step axis', () => {
  it('ends at or a little after the last step, and moves seldom', () => {
    const ends = new Set<number>()
    for (let step = 1; step <= 10_000; step++) {
      const end = reach(step)
      ends.add(end)
      expect(end).toBeGreaterThanOrEqual(step)
      expect(end).toBeLessThanOrEqual(Math.max(10, step * 1.1 + 1))
    }
    expect(ends.size).toBeLessThan(120)
  })
})

describe('the parent of a branch', () => {
  const parent = { history: historyOf(200, { g: (step) => step }), from: 80 }
  it('is drawn from where they parted, within the zoom, on an axis that holds it', () => {
    const later = laterRows(parent, ['g'], null, 0, false)
    expect(later[0]!.step).toBeGreaterThanOrEqual(80)
    expect(later.at(-1)!.step).toBe(200)
    expect(later.length).toBeLessThanOrEqual(buckets + 1)
    expect(later.every((row) => row.g! >= 80)).toBe(true)
    expect(laterRows(parent, ['g'], [100, 120], 0, false).map(({ step }) => step)).toEqual(
      Array.from({ length: 21 }, (_, i) => 100 + i),
    )
    expect(laterRows(null, ['g'], null, 0, false)).toEqual([])
    expect(endOf([{ step: 90 }], later)).toBe(reach(200))
    expect(endOf([{ step: 900 }], later)).toBe(reach(900))
    expect(endOf([], [])).toBe(10)
  })
})

describe('the path of a curve', () => {
  const double = (value: number) => 2 * value
  it('goes through the rows that have a finite value, and only those', () => {
    const rows = [{ step: 1, g: 3 }, { step: 2 }, { step: 3, g: Number.NaN }, { step: 4, g: 5 }]
    expect(pathOf(rows, 'g', double, double)).toBe('M2.0,6.0L8.0,10.0')
    expect(pathOf(rows, 'd', double, double)).toBe('')
  })
})

describe('the readout', () => {
  it('is of the row nearest to the pointer', () => {
    const rows = [{ step: 10 }, { step: 20 }, { step: 40 }]
    expect([-5, 14, 16, 29, 31, 99].map((step) => nearestRow(rows, step)?.step)).toEqual([
      10, 10, 20, 20, 40, 40,
    ])
    expect(nearestRow([], 3)).toBeUndefined()
  })
})
