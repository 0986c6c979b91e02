import { useState } from 'react'
import {
  CartesianGrid,
  Line,
  LineChart,
  ReferenceArea,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import type { Series } from '../../protocol/catalogue'
import { compact, whole } from '../controls/format'
import { roleColour, roleInk } from '../theme/roles'
import { bounds, type ChartRow, dashes, ticks } from './chart-data'

export interface LinePlotProps {
  rows: ChartRow[]
  series: Series[]
  log: boolean
  height: number
  range: [number, number] | null
  onZoom: (range: [number, number]) => void
}

const axis = { stroke: 'none', tick: { fill: 'var(--faint)', fontSize: 11 } }

/** The curves themselves; recharts lives in this file's chunk. Widths of the axes are fixed, so nothing jumps. */
export default function LinePlot({ rows, series, log, height, range, onZoom }: LinePlotProps) {
  const [drag, setDrag] = useState<[number, number] | null>(null)
  const ids = series.map((one) => one.id)
  const lines = height < 140 ? 2 : 4
  const limits = bounds(rows, ids, log, lines)
  const dash = dashes(series)
  const smoothed = rows.some((row) => ids.some((id) => row[`${id}.raw`] !== undefined))
  const start = range?.[0] ?? 0
  const end = range?.[1] ?? Math.max(10, rows.at(-1)?.step ?? 0)
  const at = (label: unknown) => (label === undefined || label === null ? null : Number(label))
  return (
    <ResponsiveContainer width="100%" height={height} initialDimension={{ width: 316, height }}>
      <LineChart
        data={rows}
        margin={{ top: 6, right: 12, bottom: 0, left: 0 }}
        accessibilityLayer={false}
        onMouseDown={({ activeLabel }) => {
          const step = at(activeLabel)
          if (step !== null) setDrag([step, step])
        }}
        onMouseMove={({ activeLabel }) => {
          const step = at(activeLabel)
          if (drag && step !== null) setDrag([drag[0], step])
        }}
        onMouseUp={() => {
          if (drag && Math.abs(drag[0] - drag[1]) > 1) onZoom([Math.min(...drag), Math.max(...drag)])
          setDrag(null)
        }}
        onMouseLeave={() => setDrag(null)}
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
          domain={limits}
          ticks={ticks(limits, log, lines)}
          interval={0}
          scale={log ? 'log' : 'linear'}
          allowDataOverflow
          width={38}
          tickFormatter={(value: number) => short(value)}
          {...axis}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: 'var(--edge)', strokeWidth: 1 }}
          content={({ active, label, payload }) =>
            active && payload?.length ? (
              <div className="readout">
                <span>step {whole(Number(label))}</span>
                {series.map((one) => {
                  const value = payload.find((entry) => entry.dataKey === one.id)?.value
                  return (
                    typeof value === 'number' && (
                      <span key={one.id}>
                        <b style={{ color: roleInk(one.role) }}>{compact(value)}</b> {one.label}
                      </span>
                    )
                  )
                })}
              </div>
            ) : null
          }
        />
        {smoothed &&
          series.map((one) => (
            <Line
              key={`${one.id}.raw`}
              dataKey={`${one.id}.raw`}
              stroke={roleColour(one.role)}
              strokeOpacity={0.25}
              strokeWidth={1}
              dot={false}
              activeDot={false}
              isAnimationActive={false}
              connectNulls
            />
          ))}
        {series.map((one, index) => (
          <Line
            key={one.id}
            dataKey={one.id}
            stroke={roleColour(one.role)}
            strokeWidth={1.6}
            strokeDasharray={dash[index]}
            dot={false}
            activeDot={{ r: 3, strokeWidth: 0 }}
            isAnimationActive={false}
            connectNulls
          />
        ))}
        {drag && drag[0] !== drag[1] && (
          <ReferenceArea x1={drag[0]} x2={drag[1]} fill="var(--ink)" fillOpacity={0.08} />
        )}
      </LineChart>
    </ResponsiveContainer>
  )
}

function short(value: number): string {
  if (value !== 0 && Math.abs(value) < 0.01) return value.toExponential(0)
  return Math.abs(value) >= 10_000
    ? `${Number((value / 1000).toPrecision(3))}k`
    : String(Number(value.toPrecision(3)))
}
