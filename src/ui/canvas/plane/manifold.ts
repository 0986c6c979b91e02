import type { Block } from '../../../protocol/events'
import { type Pen, trace } from './pen'
import type { Projection } from './projection'

/** Shades of a cell: enough to look continuous, few enough to be filled in a handful of paths. */
const shades = 14
/** How opaque the densest cells are. */
const strongest = 0.5

/**
 * How opaque a cell is: the root of its density, since that of neighbouring cells differs a thousandfold. `share` is the
 * cell's area over the area that it would have if the latent plane were spread evenly over what is seen.
 */
export function opacity(share: number): number {
  return Math.min(strongest, 0.05 / Math.sqrt(share + 1e-4))
}

/**
 * The latent plane's grid `[n, n, 2]` as it lies in the data: its lines, and each cell filled the more, the denser
 * the model packs its probability there (equal mass over the cell's area).
 */
export function drawManifold(pen: Pen, { shape, data }: Block, projection: Projection, colour: string): void {
  const n = shape[0]!
  const pixels = new Float64Array(n * n * 2)
  for (let i = 0; i < pixels.length; i += 2) {
    pixels[i] = projection.x(data[i]!)
    pixels[i + 1] = projection.y(data[i + 1]!)
  }
  pen.fillStyle = colour
  pen.strokeStyle = colour
  shadedCells(pixels, n, projection).forEach((cells, shade) => {
    pen.globalAlpha = (shade / shades) * strongest
    pen.beginPath()
    for (const corners of cells) trace(pen, corners, true)
    pen.fill()
  })
  pen.globalAlpha = 0.32
  pen.lineWidth = Math.max(1, 0.75 * projection.scale)
  pen.beginPath()
  const column = new Float64Array(n * 2)
  for (let line = 0; line < n; line++) {
    trace(pen, pixels.subarray(line * n * 2, (line + 1) * n * 2))
    for (let row = 0; row < n; row++) {
      column[2 * row] = pixels[2 * (row * n + line)]!
      column[2 * row + 1] = pixels[2 * (row * n + line) + 1]!
    }
    trace(pen, column)
  }
  pen.stroke()
  pen.globalAlpha = 1
}

/**
 * The corners (x, y four times) of the cells in sight, by their shade. All are turned the same way round: where the
 * sheet folds over itself, layers of one path must not cancel.
 */
function shadedCells(pixels: Float64Array, n: number, { size, unit, extent }: Projection): Float64Array[][] {
  const even = (2 * extent * unit) ** 2 / (n - 1) ** 2
  const cells: Float64Array[][] = Array.from({ length: shades + 1 }, () => [])
  const order = [0, 2, 2 * n + 2, 2 * n] // round the cell, from its first corner
  for (let row = 0; row + 1 < n; row++) {
    for (let column = 0; column + 1 < n; column++) {
      const corners = new Float64Array(8)
      const first = 2 * (row * n + column)
      for (let i = 0; i < 4; i++)
        corners.set(pixels.subarray(first + order[i]!, first + order[i]! + 2), 2 * i)
      const signed = area(corners)
      if (!Number.isFinite(signed) || !inSight(corners, size)) continue
      if (signed < 0) swap(corners, 2, 6)
      cells[Math.round((opacity(Math.abs(signed) / even) / strongest) * shades)]!.push(corners)
    }
  }
  cells[0] = []
  return cells
}

/** Signed area of a polygon x, y, … by the shoelace formula; positive when it turns clockwise on the canvas. */
export function area(corners: ArrayLike<number>): number {
  let twice = 0
  for (let i = 0; i < corners.length; i += 2) {
    const j = (i + 2) % corners.length
    twice += corners[i]! * corners[j + 1]! - corners[j]! * corners[i + 1]!
  }
  return twice / 2
}

function swap(corners: Float64Array, a: number, b: number): void {
  const held = corners.slice(a, a + 2)
  corners.copyWithin(a, b, b + 2)
  corners.set(held, b)
}

function inSight(corners: Float64Array, size: number): boolean {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity]
  for (let i = 0; i < 8; i += 2) {
    left = Math.min(left, corners[i]!)
    right = Math.max(right, corners[i]!)
    top = Math.min(top, corners[i + 1]!)
    bottom = Math.max(bottom, corners[i + 1]!)
  }
  return right >= 0 && left <= size && bottom >= 0 && top <= size
}
