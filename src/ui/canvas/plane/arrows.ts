import type { Block } from '../../../protocol/events'
import type { Pen } from './pen'
import type { Projection } from './projection'

/** The longest arrows, as a share of the plane's side. */
const longest = 0.09

/**
 * The length that is drawn as the longest: that of the 95th percentile, so that a single wild one does not shrink the rest.
 * 0 where there is nothing to draw.
 */
export function referenceLength({ data }: Block): number {
  const lengths: number[] = []
  for (let i = 0; i + 1 < data.length; i += 2) {
    const length = Math.hypot(data[i]!, data[i + 1]!)
    if (Number.isFinite(length)) lengths.push(length)
  }
  lengths.sort((a, b) => a - b)
  return lengths[Math.ceil(0.95 * (lengths.length - 1))] ?? 0
}

/**
 * At each point `[n, 2]` a needle along its gradient, broad at the point; lengths compare within one picture. All in one
 * fill.
 */
export function drawArrows(
  pen: Pen,
  points: Block,
  gradients: Block,
  projection: Projection,
  width: number,
  colour: string,
): void {
  const reference = referenceLength(gradients)
  if (reference === 0) return
  const factor = (2 * projection.extent * longest) / reference
  pen.fillStyle = colour
  pen.globalAlpha = 0.85
  pen.beginPath()
  for (let i = 0; i + 1 < points.data.length; i += 2) {
    const [u, v] = [gradients.data[i]!, gradients.data[i + 1]!]
    const length = Math.hypot(u, v)
    const [x, y] = [projection.x(points.data[i]!), projection.y(points.data[i + 1]!)]
    if (!(length > 0) || !Number.isFinite(length + x + y)) continue
    const drawn = Math.min(length * factor, 1.5 * factor * reference) * projection.unit
    if (drawn < 1) continue
    const [dx, dy] = [u / length, -v / length]
    pen.moveTo(x + dy * width, y - dx * width)
    pen.lineTo(x + dx * drawn, y + dy * drawn)
    pen.lineTo(x - dy * width, y + dx * width)
    pen.closePath()
  }
  pen.fill()
  pen.globalAlpha = 1
}
