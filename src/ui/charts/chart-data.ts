import type { Series } from '../../protocol/catalogue'
import type { History } from '../../protocol/history'

/** No chart draws more points than this, however long the run. */
export const buckets = 64

/** One row a step: `<id>` is the drawn value, `<id>.raw` what was measured, where the curve is smoothed. */
export type ChartRow = { step: number } & Record<string, number | undefined>

export interface ChartSpec {
  id: string
  title: string
  series: Series[]
}

/** Series grouped by their chart, in the order of the titles; a chart without one comes last. */
export function chartsOf(series: Series[], titles: Record<string, string>): ChartSpec[] {
  const groups = new Map<string, Series[]>()
  const order = [...Object.keys(titles), ...series.map((one) => one.chart)]
  for (const one of series) groups.set(one.chart, [...(groups.get(one.chart) ?? []), one])
  return [...groups]
    .sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
    .map(([id, members]) => ({ id, title: titles[id] ?? id, series: members }))
}

/**
 * Rows for a stretch of the history. `smoothing` from 0 to 1 is the weight of the past in a moving average whose
 * start is corrected for bias (as Adam does), so that the first values are not drawn towards zero.
 */
export function chartRows(
  history: History,
  ids: string[],
  range: [number, number] | null,
  smoothing: number,
  log: boolean,
): ChartRow[] {
  const rows = new Map<number, ChartRow>()
  const [from, to] = range ?? [0, Number.MAX_SAFE_INTEGER]
  for (const id of ids) {
    let [average, weight] = [0, 0]
    for (const point of history.slice(id, from, to, buckets)) {
      const row = rows.get(point.step) ?? { step: point.step }
      average = smoothing * average + (1 - smoothing) * point.mean
      weight = smoothing * weight + (1 - smoothing)
      const value = smoothing > 0 ? average / weight : point.mean
      row[id] = log && value <= 0 ? undefined : value
      if (smoothing > 0) row[`${id}.raw`] = log && point.mean <= 0 ? undefined : point.mean
      rows.set(point.step, row)
    }
  }
  return [...rows.values()].sort((a, b) => a.step - b.step)
}

/** What the run that a branch came from has told, and the step where they parted. */
export interface Parent {
  history: History
  from: number
}

/** Rows of the parent's life after the branch, which the branch does not share. */
export function laterRows(
  parent: Parent | null,
  ids: string[],
  range: [number, number] | null,
  smoothing: number,
  log: boolean,
): ChartRow[] {
  if (!parent) return []
  const [from, to] = range ?? [0, Number.MAX_SAFE_INTEGER]
  return chartRows(parent.history, ids, [Math.max(from, parent.from), to], smoothing, log)
}

/** Where the step axis of rows ends, and of the parent's. */
export function endOf(rows: ChartRow[], later: ChartRow[]): number {
  return reach(Math.max(rows.at(-1)?.step ?? 0, later.at(-1)?.step ?? 0))
}

/** The newest finite value of a series. */
export function latest(history: History, id: string): number | null {
  const values = history.values(id)
  for (let i = values.length - 1; i >= Math.max(0, values.length - 1000); i--) {
    if (Number.isFinite(values[i])) return values[i]!
  }
  return null
}

/** Bounds with a little air, rounded so that they do not move with every value. */
export function bounds(rows: ChartRow[], ids: string[], log: boolean, count = 4): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const row of rows) {
    for (const id of ids) {
      for (const value of [row[id], row[`${id}.raw`]]) {
        if (value === undefined || !Number.isFinite(value)) continue
        if (value < low) low = value
        if (value > high) high = value
      }
    }
  }
  if (low > high) return log ? [0.1, 1] : [0, 1]
  if (log) return [10 ** Math.floor(Math.log10(low)), 10 ** Math.ceil(Math.log10(high * 1.0001))]
  if (low === high) return [low - 0.5, high + 0.5]
  // A curve that lives near zero is read against zero.
  const base = low >= 0 && low < (high - low) * 0.6 ? 0 : low
  const unit = roundStep((high - base) / count)
  return [Math.floor(base / unit + 1e-9) * unit, Math.ceil(high / unit - 1e-9) * unit]
}

/** Where the step axis ends: a round number at most a tenth beyond the last step, so that it moves seldom. */
export function reach(step: number): number {
  if (step <= 10) return 10
  const unit = roundStep(step / 20)
  return Math.ceil(step / unit) * unit
}

/** About `count` round ticks within bounds. */
export function ticks([low, high]: [number, number], log: boolean, count = 4, integer = false): number[] {
  if (log) {
    const [first, last] = [Math.round(Math.log10(low)), Math.round(Math.log10(high))]
    const every = Math.max(1, Math.ceil((last - first) / 4))
    return Array.from({ length: Math.floor((last - first) / every) + 1 }, (_, i) => 10 ** (first + i * every))
  }
  const rough = roundStep((high - low) / count)
  const step = integer ? Math.ceil(rough) : rough
  const first = Math.ceil(low / step - 1e-9)
  const last = Math.floor(high / step + 1e-9)
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(10)))
}

/** The next larger of 1, 2, 2.5, 5 times a power of ten. */
function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough))
  return [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((step) => step >= rough * 0.999)!
}

/** Dashes for the second and third series that share a role, and so a colour. */
export function dashes(series: Series[]): (string | undefined)[] {
  const met = new Map<string, number>()
  const same = (role: string) => (role === 'decoder' ? 'generator' : role)
  return series.map(({ role }) => {
    const before = met.get(same(role)) ?? 0
    met.set(same(role), before + 1)
    return [undefined, '6 3', '2 3', '8 3 2 3'][before % 4]
  })
}
