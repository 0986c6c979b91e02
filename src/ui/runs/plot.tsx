import { compact, duration, whole } from '../controls/format'
import { type Axis, type Point, roundUp } from './curves'

const [width, height] = [960, 260]
const edge = { left: 52, right: 12, top: 10, bottom: 24 }

/** A run's line: told apart by colour, and by its dashes where colours are not seen. */
export const strokes = (index: number) => ({
  stroke: `var(--${['gen', 'disc', 'real', 'latent', 'ink'][index % 5]})`,
  strokeDasharray: ['', '6 3', '2 3', '9 3 2 3', '4 6'][index % 5],
})

/** Curves on common axes. The horizontal one begins at 0, since every run does. */
export function Plot({
  curves,
  names,
  axis,
  label,
}: {
  curves: Point[][]
  names: string[]
  axis: Axis
  label: string
}) {
  const points = curves.flat()
  const right = roundUp(Math.max(0, ...points.map(({ x }) => x)))
  const low = Math.min(...points.map(({ y }) => y))
  const high = Math.max(...points.map(({ y }) => y))
  const margin = (high - low || Math.abs(high) || 1) * 0.05
  const [bottom, top] = points.length ? [low - margin, high + margin] : [0, 1]
  const x = (value: number) => edge.left + (value / right) * (width - edge.left - edge.right)
  const y = (value: number) =>
    height - edge.bottom - ((value - bottom) / (top - bottom)) * (height - edge.top - edge.bottom)
  const shown = (value: number) => (axis === 'step' ? whole(value) : duration(1000 * value))
  const parts = [0, 0.25, 0.5, 0.75, 1]
  return (
    <svg
      className="compare-plot"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`${label} of ${names.join(', ')}, over ${axis === 'step' ? 'steps' : 'time'}`}
    >
      {parts.map((part) => {
        const value = bottom + part * (top - bottom)
        return (
          <g key={part}>
            <line x1={edge.left} x2={width - edge.right} y1={y(value)} y2={y(value)} stroke="var(--grid)" />
            <text x={edge.left - 6} y={y(value) + 4} textAnchor="end">
              {compact(value)}
            </text>
            <text
              x={x(part * right)}
              y={height - 6}
              textAnchor={part === 0 ? 'start' : part === 1 ? 'end' : 'middle'}
            >
              {shown(part * right)}
            </text>
          </g>
        )
      })}
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
