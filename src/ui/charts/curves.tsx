import { useEffect, useId, useRef } from 'react'
import { usePlotArea, useXAxisScale, useYAxisScale } from 'recharts'
import type { Series } from '../../protocol/catalogue'
import { roleColour } from '../theme/roles'
import { type ChartRow, dashes } from './chart-data'

/** The newest rows of a chart, handed to its curves past React: a new point redraws paths, not the chart around them. */
export class RowFeed {
  rows: ChartRow[] = []
  #listeners = new Set<() => void>()

  set(rows: ChartRow[]): void {
    this.rows = rows
    for (const listener of this.#listeners) listener()
  }

  listen(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}

type Scale = (value: number) => unknown

/** The path of one column through the rows that have it, in tenths of a pixel. */
export function pathOf(rows: ChartRow[], key: string, x: Scale, y: Scale): string {
  let path = ''
  for (const row of rows) {
    const value = row[key]
    if (value === undefined || !Number.isFinite(value)) continue
    const [left, top] = [Number(x(row.step)), Number(y(value))]
    if (Number.isFinite(left) && Number.isFinite(top))
      path += `${path ? 'L' : 'M'}${left.toFixed(1)},${top.toFixed(1)}`
  }
  return path
}

interface CurvesProps {
  series: Series[]
  feed: RowFeed
  /** How the run went on from which this one branched. */
  later: ChartRow[]
}

/**
 * The curves of a chart, with what was measured faintly behind them where they are smoothed, and the parent's further course
 * dotted; a layer inside recharts' chart.
 */
export function Curves({ series, feed, later }: CurvesProps) {
  const area = usePlotArea()
  const x = useXAxisScale()
  const y = useYAxisScale()
  const paths = useRef(new Map<string, SVGPathElement>())
  const clip = useId()
  useEffect(() => {
    if (!x || !y) return
    const draw = () => {
      for (const [key, path] of paths.current) path.setAttribute('d', pathOf(feed.rows, key, x, y))
    }
    draw()
    return feed.listen(draw)
  }, [feed, x, y])
  const hold = (key: string) => (path: SVGPathElement | null) => {
    if (path) paths.current.set(key, path)
    else paths.current.delete(key)
  }
  const dash = dashes(series)
  if (!area) return null
  return (
    <g fill="none" strokeLinejoin="round" clipPath={`url(#${clip})`} className="curves">
      <clipPath id={clip}>
        <rect x={area.x} y={area.y - 1} width={area.width} height={area.height + 2} />
      </clipPath>
      {x &&
        y &&
        later.length > 1 &&
        series.map((one) => (
          <path
            key={`${one.id}.later`}
            d={pathOf(later, one.id, x, y)}
            stroke={roleColour(one.role)}
            strokeOpacity={0.5}
            strokeWidth={1.2}
            strokeDasharray="1.5 3"
          />
        ))}
      {series.map((one) => (
        <path
          key={`${one.id}.raw`}
          ref={hold(`${one.id}.raw`)}
          stroke={roleColour(one.role)}
          strokeOpacity={0.25}
          strokeWidth={1}
        />
      ))}
      {series.map((one, index) => (
        <path
          key={one.id}
          ref={hold(one.id)}
          stroke={roleColour(one.role)}
          strokeWidth={1.6}
          strokeDasharray={dash[index]}
        />
      ))}
    </g>
  )
}
