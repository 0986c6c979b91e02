import type { Block } from '../../../protocol/events'
import { type Pen, trace } from './pen'
import type { Projection } from './projection'

/** Closed curves `[n, k, 2]`, each filled lightly and outlined. */
export function drawCurves(
  pen: Pen,
  { shape, data }: Block,
  { x, y, scale }: Projection,
  colour: string,
): void {
  const [count, corners] = shape as [number, number]
  pen.fillStyle = colour
  pen.strokeStyle = colour
  pen.lineWidth = scale
  pen.beginPath()
  for (let curve = 0; curve < count; curve++) {
    const pixels = new Float64Array(2 * corners)
    for (let i = 0; i < 2 * corners; i += 2) {
      pixels[i] = x(data[2 * curve * corners + i]!)
      pixels[i + 1] = y(data[2 * curve * corners + i + 1]!)
    }
    trace(pen, pixels, true)
  }
  pen.globalAlpha = 0.16
  pen.fill()
  pen.globalAlpha = 0.8
  pen.stroke()
  pen.globalAlpha = 1
}
