import { memo, useEffect, useState } from 'react'
import { CartesianGrid, LineChart, ResponsiveContainer, XAxis, YAxis } from 'recharts'
import type { Series } from '../../protocol/catalogue'
import { exponential, signed, whole } from '../controls/format'
import { usePage } from '../store/page'
import { bounds, type ChartRow, endOf, ticks } from './chart-data'
import { air, axisWidth } from './cursor-line'
import { Curves, RowFeed } from './curves'
import { Pointer } from './pointer'

export interface LinePlotProps {
  rows: ChartRow[]
  /** How the run went on from which this one branched; the same array until that changes. */
  later: ChartRow[]
  series: Series[]
  log: boolean
  height: number
  range: [number, number] | null
  onZoom: (range: [number, number]) => void
}

const axis = { stroke: 'none', tick: { fill: 'var(--faint)', fontSize: 'var(--t11)' } }

/**
 * The curves themselves; recharts lives in this file's chunk. While a run goes on only the paths change: axes end at round
 * numbers, so that the chart around them is drawn anew now and then.
 */
export default function LinePlot({ rows, later, series, log, height, range, onZoom }: LinePlotProps) {
  const [feed] = useState(() => new RowFeed())
  const [over, setOver] = useState<HTMLElement | null>(null)
  const ids = series.map((one) => one.id)
  const [low, high] = bounds(later.length ? [...rows, ...later] : rows, ids, log, linesOf(height))
  const start = range?.[0] ?? 0
  const end = range?.[1] ?? endOf(rows, later)
  useEffect(() => feed.set(rows), [feed, rows])
  return (
    <>
      <Frame {...{ later, series, log, height, low, high, start, end, feed, over, onZoom }} />
      <div ref={setOver} className="over" />
    </>
  )
}

const linesOf = (height: number) => (height < 140 ? 2 : 4)

interface FrameProps extends Pick<LinePlotProps, 'later' | 'series' | 'log' | 'height' | 'onZoom'> {
  low: number
  high: number
  start: number
  end: number
  feed: RowFeed
  over: HTMLElement | null
}

/** Axes, grid and what lies on them. Widths of the axes are fixed, so nothing jumps. */
const Frame = memo(function Frame(props: FrameProps) {
  const { later, series, log, height, low, high, start, end, feed, over, onZoom } = props
  const large = usePage((state) => state.large)
  return (
    <ResponsiveContainer width="100%" height={height} initialDimension={{ width: 316, height }}>
      <LineChart
        data={[{ step: start }, { step: end }]}
        margin={{ top: 6, right: air, bottom: 0, left: 0 }}
        accessibilityLayer={false}
      >
        <CartesianGrid stroke="var(--grid)" vertical={false} />
        <XAxis
          dataKey="step"
          type="number"
          domain={[start, end]}
          allowDataOverflow
          ticks={ticks([start, end], false, 4, true)}
          interval={0}
          tickFormatter={(step: number) => (step >= 10_000 ? `${Math.round(step / 1000)}k` : whole(step))}
          height={20}
          {...axis}
        />
        <YAxis
          domain={[low, high]}
          ticks={ticks([low, high], log, linesOf(height))}
          interval={0}
          scale={log ? 'log' : 'linear'}
          allowDataOverflow
          width={axisWidth(large)}
          tickFormatter={(value: number) => short(value)}
          {...axis}
        />
        <Curves series={series} feed={feed} later={later} />
        <Pointer series={series} feed={feed} over={over} onZoom={onZoom} />
      </LineChart>
    </ResponsiveContainer>
  )
})

function short(value: number): string {
  const size = Math.abs(value)
  if (size !== 0 && size < 0.01) return signed(exponential(value, 0))
  if (size >= 1e6) return signed(exponential(Number(value.toPrecision(2))))
  return signed(
    size >= 10_000 ? `${Number((value / 1000).toPrecision(3))}k` : String(Number(value.toPrecision(3))),
  )
}
