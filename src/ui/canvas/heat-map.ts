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

let scale = { key: '', colours: new Uint32Array(0) }

/** The colours of 0 … 1, packed as a pixel is in memory; made once for each set of ends. */
function scaleOf(fake: Rgb, surface: Rgb, real: Rgb): Uint32Array {
  const key = `${fake}|${surface}|${real}`
  if (scale.key !== key) {
    const bytes = new Uint8ClampedArray(4 * (steps + 1))
    for (let i = 0; i <= steps; i++) bytes.set([...heatColour(i / steps, fake, surface, real), 255], 4 * i)
    scale = { key, colours: new Uint32Array(bytes.buffer) }
  }
  return scale.colours
}

/** Probabilities `[n, n]`, row 0 at the top, as one pixel each. */
export function heatMap(block: Block, fake: Rgb, surface: Rgb, real: Rgb): Pixels {
  const [height, width] = block.shape as [number, number]
  const colours = scaleOf(fake, surface, real)
  const pixels = new Uint32Array(width * height)
  for (let i = 0; i < pixels.length; i++) {
    const value = block.data[i]!
    pixels[i] = colours[Math.round(Math.min(1, Math.max(0, Number.isFinite(value) ? value : 0.5)) * steps)]!
  }
  return { width, height, data: new Uint8ClampedArray(pixels.buffer) }
}
