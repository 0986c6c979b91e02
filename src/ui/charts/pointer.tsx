import { type PointerEvent, useState } from 'react'
import { createPortal } from 'react-dom'
import { usePlotArea, useXAxisInverseScale, useXAxisScale, useYAxisScale } from 'recharts'
import type { Series } from '../../protocol/catalogue'
import { compact, whole } from '../controls/format'
import { roleColour, roleInk } from '../theme/roles'
import type { ChartRow } from './chart-data'
import type { RowFeed } from './curves'

/** The row whose step is nearest; undefined without rows. */
export function nearestRow(rows: ChartRow[], step: number): ChartRow | undefined {
  return rows.reduce<ChartRow | undefined>(
    (best, row) => (best && Math.abs(best.step - step) <= Math.abs(row.step - step) ? best : row),
    undefined,
  )
}

interface PointerProps {
  series: Series[]
  feed: RowFeed
  /** The element over the chart that holds the readout. */
  over: HTMLElement | null
  onZoom: (range: [number, number]) => void
}

/** Reads the curves under the pointer, and zooms to a stretch that is dragged over; a layer inside recharts' chart. */
export function Pointer({ series, feed, over, onZoom }: PointerProps) {
  const area = usePlotArea()
  const x = useXAxisScale()
  const y = useYAxisScale()
  const stepAt = useXAxisInverseScale()
  const [at, setAt] = useState<number | null>(null)
  const [from, setFrom] = useState<number | null>(null)
  if (!area || !x || !y || !stepAt) return null
  const place = (event: PointerEvent<SVGRectElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    return area.x + Math.min(area.width, Math.max(0, event.clientX - box.left))
  }
  const leave = () => {
    setAt(null)
    setFrom(null)
  }
  const row = at === null ? undefined : nearestRow(feed.rows, Number(stepAt(at)))
  const left = row ? Number(x(row.step)) : 0
  return (
    <g>
      {from !== null && at !== null && (
        <rect
          x={Math.min(from, at)}
          y={area.y}
          width={Math.abs(at - from)}
          height={area.height}
          fill="var(--ink)"
          fillOpacity={0.08}
        />
      )}
      {row && (
        <>
          <line x1={left} x2={left} y1={area.y} y2={area.y + area.height} stroke="var(--edge)" />
          {series.map((one) => {
            const value = row[one.id]
            return (
              value !== undefined && (
                <circle
                  key={one.id}
                  cx={left}
                  cy={Number(y(value))}
                  r={3}
                  fill={roleColour(one.role)}
                  stroke="none"
                />
              )
            )
          })}
        </>
      )}
      <rect
        {...area}
        fill="transparent"
        style={{ touchAction: 'pan-y' }}
        onPointerMove={(event) => setAt(place(event))}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          setFrom(place(event))
          setAt(place(event))
        }}
        onPointerUp={(event) => {
          const to = place(event)
          if (from !== null && Math.abs(to - from) > 4) {
            const [first, last] = [from, to].sort((a, b) => a - b) as [number, number]
            onZoom([Math.max(0, Number(stepAt(first))), Number(stepAt(last))])
            leave()
          } else setFrom(null)
        }}
        onPointerLeave={leave}
        onPointerCancel={leave}
      />
      {row &&
        over &&
        createPortal(<Readout row={row} series={series} left={left} width={area.x + area.width} />, over)}
    </g>
  )
}

function Readout({
  row,
  series,
  left,
  width,
}: {
  row: ChartRow
  series: Series[]
  left: number
  width: number
}) {
  const beside = left > width / 2 ? { right: `calc(100% - ${left - 10}px)` } : { left: left + 10 }
  return (
    <div className="readout" style={beside}>
      <span>step {whole(row.step)}</span>
      {series.map((one) => {
        const value = row[one.id]
        return (
          value !== undefined && (
            <span key={one.id}>
              <b style={{ color: roleInk(one.role) }}>{compact(value)}</b> {one.label}
            </span>
          )
        )
      })}
    </div>
  )
}
