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

/** Steps of the colour scale from 0 to 1; even, so that ½ is exactly the surface. */
const steps = 512

/** Probabilities `[n, n]`, row 0 at the top, as one pixel each. */
export function heatMap(block: Block, fake: Rgb, surface: Rgb, real: Rgb): Pixels {
  const [height, width] = block.shape as [number, number]
  const scale = new Uint8ClampedArray((steps + 1) * 3)
  for (let i = 0; i <= steps; i++) scale.set(heatColour(i / steps, fake, surface, real), 3 * i)
  const data = new Uint8ClampedArray(width * height * 4)
  for (let i = 0; i < width * height; i++) {
    const value = block.data[i]!
    const step = 3 * Math.round(Math.min(1, Math.max(0, Number.isFinite(value) ? value : 0.5)) * steps)
    data[4 * i] = scale[step]!
    data[4 * i + 1] = scale[step + 1]!
    data[4 * i + 2] = scale[step + 2]!
    data[4 * i + 3] = 255
  }
  return { width, height, data }
}
