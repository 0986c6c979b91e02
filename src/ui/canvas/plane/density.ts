import type { Block } from '../../../protocol/events'
import type { Pixels, Rgb } from '../image-grid'

/** How opaque the densest place is. */
const strongest = 0.72

/** A density `[n, n]` as one colour, the more opaque the denser: by its root, so that thin places are seen beside thick ones. */
export function densityPixels({ shape, data }: Block, [r, g, b]: Rgb): Pixels {
  const [height, width] = shape as [number, number]
  let most = 0
  for (const value of data) if (Number.isFinite(value) && value > most) most = value
  const pixels = new Uint8ClampedArray(width * height * 4)
  for (let i = 0; i < width * height; i++) {
    const share = most > 0 && data[i]! > 0 ? Math.sqrt(Math.min(1, data[i]! / most)) : 0
    pixels[4 * i] = r
    pixels[4 * i + 1] = g
    pixels[4 * i + 2] = b
    pixels[4 * i + 3] = Math.round(255 * strongest * share)
  }
  return { width, height, data: pixels }
}
