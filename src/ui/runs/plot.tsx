import { useEffect, useRef, useState } from 'react'
import { bounds, reach, ticks } from '../charts/chart-data'
import { duration, settingNumber, signed, whole } from '../controls/format'
import { type Axis, type Point, timeTicks } from './curves'

const height = 300
const edge = { left: 48, right: 16, top: 28, bottom: 44 }
const dashes = [undefined, '7 3', '2 3', '9 3 2 3', '4 6']

/** A run's line: told apart by colour, and by its dashes where colours are not seen. No two of 25 share both. */
export const strokes = (index: number) => ({
  stroke: `var(--run-${(index % 5) + 1})`,
  strokeDasharray: dashes[(index + Math.floor(index / 5)) % 5],
})

/** Curves on common axes. The horizontal one begins at 0, since every run does. */
export function Plot({
  curves,
  names,
  axis,
  title,
}: {
  curves: Point[][]
  names: string[]
  axis: Axis
  /** What is drawn, with its unit. */
  title: string
}) {
  const place = useRef<SVGSVGElement>(null)
  const [width, setWidth] = useState(960)
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.round(entry!.contentRect.width)))
    observer.observe(place.current!)
    return () => observer.disconnect()
  }, [])
  const points = curves.flat()
  const last = Math.max(0, ...points.map((point) => point.x))
  const count = width < 560 ? 4 : 6
  const right = axis === 'step' ? reach(last) : last || 1
  const [bottom, top] = bounds(
    points.map(({ x, y }) => ({ step: x, y })),
    ['y'],
    false,
  )
  const [end, foot] = [width - edge.right, height - edge.bottom]
  const x = (value: number) => edge.left + (value / right) * (end - edge.left)
  const y = (value: number) => foot - ((value - bottom) / (top - bottom)) * (foot - edge.top)
  return (
    <svg
      ref={place}
      className="compare-plot"
      height={height}
      role="img"
      aria-label={`${title} of ${names.join(', ')}, over ${axis === 'step' ? 'steps' : 'time'}`}
    >
      <text className="axis-title" y={12}>
        {title}
      </text>
      {ticks([bottom, top], false, 5).map((value) => (
        <g key={value}>
          <line x1={edge.left} x2={end} y1={y(value)} y2={y(value)} stroke="var(--grid)" />
          <text x={edge.left - 8} y={y(value) + 4} textAnchor="end">
            {signed(Math.abs(value) >= 1000 ? whole(value) : settingNumber(value))}
          </text>
        </g>
      ))}
      {(axis === 'step' ? ticks([0, right], false, count, true) : timeTicks(right, count)).map((value) => (
        <g key={value}>
          <line x1={x(value)} x2={x(value)} y1={foot} y2={foot + 4} stroke="var(--edge)" />
          <text
            x={x(value)}
            y={foot + 18}
            textAnchor={x(value) > end - 24 ? 'end' : value > 0 ? 'middle' : 'start'}
          >
            {axis === 'step' ? whole(value) : duration(1000 * value).replace(/ 00 \w+$/, '')}
          </text>
        </g>
      ))}
      <text className="axis-title" x={end} y={height - 6} textAnchor="end">
        {axis === 'step' ? 'training steps' : 'training time'}
      </text>
      {curves.map((curve, index) => (
        <polyline
          // biome-ignore lint/suspicious/noArrayIndexKey: a run's line is known by its place
          key={index}
          points={curve.map((point) => `${x(point.x).toFixed(1)},${y(point.y).toFixed(1)}`).join(' ')}
          fill="none"
          strokeWidth="1.6"
          strokeLinejoin="round"
          {...strokes(index)}
        />
      ))}
    </svg>
  )
}
