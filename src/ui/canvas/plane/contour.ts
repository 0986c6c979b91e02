import type { Block } from '../../../protocol/events'
import type { Pen } from './pen'
import type { Projection } from './projection'

/**
 * Where a field `[n, n]` (row 0 at the top, values at the middles of cells) crosses a level: segments x₀, y₀, x₁, y₁, … in
 * data coordinates, by linear interpolation along the edges between four middles (marching squares, Lorensen & Cline 1987 in
 * the plane). A saddle is joined as its middle says.
 */
export function contour({ shape, data }: Block, level: number, extent: number): number[] {
  const [rows, columns] = shape as [number, number]
  const segments: number[] = []
  const x = (column: number) => (((column + 0.5) / columns) * 2 - 1) * extent
  const y = (row: number) => -(((row + 0.5) / rows) * 2 - 1) * extent
  for (let row = 0; row + 1 < rows; row++) {
    for (let column = 0; column + 1 < columns; column++) {
      const at = row * columns + column
      const a = data[at]! - level // a b
      const b = data[at + 1]! - level
      const c = data[at + columns + 1]! - level // d c
      const d = data[at + columns]! - level
      if (!Number.isFinite(a + b + c + d)) continue
      const above = Number(a > 0) + Number(b > 0) + Number(c > 0) + Number(d > 0)
      if (above === 0 || above === 4) continue
      const crossings: [number, number][] = []
      if (a > 0 !== b > 0) crossings.push([x(column + a / (a - b)), y(row)])
      if (b > 0 !== c > 0) crossings.push([x(column + 1), y(row + b / (b - c))])
      if (d > 0 !== c > 0) crossings.push([x(column + d / (d - c)), y(row + 1)])
      if (a > 0 !== d > 0) crossings.push([x(column), y(row + a / (a - d))])
      // With four crossings (top, right, bottom, left) the corner a stands alone, or b does.
      const apart = crossings.length === 4 && a + b + c + d > 0 === a > 0
      const order = apart ? [0, 1, 2, 3] : [0, 3, 1, 2].filter((i) => i < crossings.length)
      for (const i of order) segments.push(...crossings[i]!)
    }
  }
  return segments
}

export function drawSegments(
  pen: Pen,
  segments: readonly number[],
  { x, y, scale }: Projection,
  colour: string,
): void {
  pen.strokeStyle = colour
  pen.globalAlpha = 0.7
  pen.lineWidth = scale
  pen.beginPath()
  for (let i = 0; i + 3 < segments.length; i += 4) {
    pen.moveTo(x(segments[i]!), y(segments[i + 1]!))
    pen.lineTo(x(segments[i + 2]!), y(segments[i + 3]!))
  }
  pen.stroke()
  pen.globalAlpha = 1
}
