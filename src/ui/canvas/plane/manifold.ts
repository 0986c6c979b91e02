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
  shadedStrips(pixels, n, projection).forEach((strips, shade) => {
    if (!strips.length) return
    pen.globalAlpha = (shade / shades) * strongest
    pen.beginPath()
    for (const strip of strips) trace(pen, strip, true)
    pen.fill()
  })
  pen.globalAlpha = Math.min(0.5, 0.32 * projection.scale)
  pen.lineWidth = 1 // a device pixel: wider lines are filled as outlines, at many times the cost
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
 * The cells in sight by their shade, those side by side in a row joined to one strip (x, y, …): half as many edges to
 * fill, and no seams between. All are turned the same way round: where the sheet folds over itself, layers of one path
 * must not cancel.
 */
function shadedStrips(pixels: Float64Array, n: number, { size, unit, extent }: Projection): number[][][] {
  const even = (2 * extent * unit) ** 2 / (n - 1) ** 2
  const strips: number[][][] = Array.from({ length: shades + 1 }, () => [])
  const corners = new Float64Array(8)
  for (let row = 0; row + 1 < n; row++) {
    let [from, shade, turn] = [0, 0, 0] // shade 0 is not drawn
    for (let column = 0; column < n; column++) {
      let [ownShade, ownTurn] = [0, 0]
      if (column + 1 < n) {
        const first = 2 * (row * n + column)
        corners.set(pixels.subarray(first, first + 4))
        corners.set(pixels.subarray(first + 2 * n + 2, first + 2 * n + 4), 4)
        corners.set(pixels.subarray(first + 2 * n, first + 2 * n + 2), 6)
        const signed = area(corners)
        if (Number.isFinite(signed) && inSight(corners, size)) {
          ownShade = Math.round((opacity(Math.abs(signed) / even) / strongest) * shades)
          ownTurn = signed < 0 ? -1 : 1
        }
      }
      if (ownShade === shade && ownTurn === turn) continue
      if (shade > 0) strips[shade]!.push(strip(pixels, n, row, from, column, turn))
      ;[from, shade, turn] = [column, ownShade, ownTurn]
    }
  }
  return strips
}

/** Round the cells `from` … `to` − 1 of a row: along its upper points, back along the lower; the other way where `turn` < 0. */
function strip(
  pixels: Float64Array,
  n: number,
  row: number,
  from: number,
  to: number,
  turn: number,
): number[] {
  const [there, back] = turn < 0 ? [row + 1, row] : [row, row + 1]
  const around: number[] = []
  const add = (point: number) => around.push(pixels[2 * point]!, pixels[2 * point + 1]!)
  for (let column = from; column <= to; column++) add(there * n + column)
  for (let column = to; column >= from; column--) add(back * n + column)
  return around
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
