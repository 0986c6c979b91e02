import type { Block } from '../../protocol/events'

/** The 2-D calls that the plane needs; a test passes a recorder. */
export type Pen = Pick<
  CanvasRenderingContext2D,
  'beginPath' | 'moveTo' | 'lineTo' | 'closePath' | 'arc' | 'fill' | 'stroke'
> & { fillStyle: unknown; strokeStyle: unknown; globalAlpha: number; lineWidth: number }

/** Data coordinates ±extent to pixels of a square of `size`; y points up in the data, down on the canvas. */
export function toPixels(x: number, y: number, extent: number, size: number): [number, number] {
  const unit = size / (2 * extent)
  return [size / 2 + x * unit, size / 2 - y * unit]
}

export function drawPoints(
  pen: Pen,
  block: Block,
  extent: number,
  size: number,
  radius: number,
  colour: string,
) {
  pen.fillStyle = colour
  pen.beginPath()
  for (let i = 0; i + 1 < block.data.length; i += 2) {
    const [x, y] = toPixels(block.data[i]!, block.data[i + 1]!, extent, size)
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue
    pen.moveTo(x + radius, y)
    pen.arc(x, y, radius, 0, 2 * Math.PI)
  }
  pen.fill()
}

/**
 * The latent plane's grid `[n, n, 2]` as it lies in the data: its lines, and each cell filled the more, the denser
 * the model packs its probability there (equal mass over the cell's area).
 */
export function drawManifold(
  pen: Pen,
  block: Block,
  extent: number,
  size: number,
  scale: number,
  colour: string,
) {
  const n = block.shape[0]!
  const at = (row: number, column: number) => {
    const i = (row * n + column) * 2
    return toPixels(block.data[i]!, block.data[i + 1]!, extent, size)
  }
  pen.fillStyle = colour
  pen.strokeStyle = colour
  pen.lineWidth = scale
  const even = (size * size) / ((n - 1) * (n - 1)) / 8
  // Cells of nearly the same density share one path: a few fills instead of hundreds.
  const shades = new Map<number, [number, number][][]>()
  for (let row = 0; row + 1 < n; row++) {
    for (let column = 0; column + 1 < n; column++) {
      const corners = [at(row, column), at(row, column + 1), at(row + 1, column + 1), at(row + 1, column)]
      if (!corners.every(finite)) continue
      const shade = Math.min(8, Math.round(((0.1 * even) / (area(corners) + 1)) * 27))
      shades.set(shade, [...(shades.get(shade) ?? []), corners])
    }
  }
  for (const [shade, cells] of shades) {
    pen.globalAlpha = 0.015 + shade * 0.036
    pen.beginPath()
    for (const corners of cells) {
      trace(pen, corners)
      pen.closePath()
    }
    pen.fill()
  }
  pen.globalAlpha = 0.4
  pen.beginPath()
  for (let line = 0; line < n; line++) {
    trace(pen, Array.from({ length: n }, (_, i) => at(line, i)).filter(finite))
    trace(pen, Array.from({ length: n }, (_, i) => at(i, line)).filter(finite))
  }
  pen.stroke()
  pen.globalAlpha = 1
}

const finite = ([x, y]: [number, number]) => Number.isFinite(x) && Number.isFinite(y)

function trace(pen: Pen, points: [number, number][]) {
  points.forEach(([x, y], index) => {
    if (index) pen.lineTo(x, y)
    else pen.moveTo(x, y)
  })
}

/** Area of a polygon by the shoelace formula. */
export function area(points: [number, number][]): number {
  let twice = 0
  points.forEach(([x, y], index) => {
    const [nextX, nextY] = points[(index + 1) % points.length]!
    twice += x * nextY - nextX * y
  })
  return Math.abs(twice) / 2
}
