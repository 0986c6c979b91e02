import type { Block } from '../../protocol/events'
import type { Pixels, Rgb } from './image-grid'

/** How much of the full colour a sure verdict gets; the points on top must stay the loudest. */
const strength = 0.46

/** Orange at 0 (fake), the surface at ½ (undecided), blue at 1 (real). */
export function heatColour(probability: number, fake: Rgb, surface: Rgb, real: Rgb): Rgb {
  const lean = Math.min(1, Math.max(0, Number.isFinite(probability) ? probability : 0.5)) * 2 - 1
  const end = lean > 0 ? real : fake
  const share = Math.abs(lean) * strength
  return [0, 1, 2].map((i) => Math.round(surface[i]! * (1 - share) + end[i]! * share)) as unknown as Rgb
}

/** Probabilities `[n, n]`, row 0 at the top, as one pixel each. */
export function heatMap(block: Block, fake: Rgb, surface: Rgb, real: Rgb): Pixels {
  const [height, width] = block.shape as [number, number]
  const data = new Uint8ClampedArray(width * height * 4)
  for (let i = 0; i < width * height; i++) {
    const [r, g, b] = heatColour(block.data[i]!, fake, surface, real)
    data[4 * i] = r
    data[4 * i + 1] = g
    data[4 * i + 2] = b
    data[4 * i + 3] = 255
  }
  return { width, height, data }
}
