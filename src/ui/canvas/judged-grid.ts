import type { Block } from '../../protocol/events'
import type { Pixels, Rgb } from './image-grid'

/**
 * A picture with the slope of D's score laid over it, as RGBA: where a brighter pixel would look more real it turns
 * towards `real`, where more false towards `fake`, as strongly as the slope is steep against the picture's steepest.
 * `image` `[h, w, c]` of 0–255, `slope` `[h, w]`; without a slope the picture as it is.
 */
export function tinted(
  image: Uint8Array | Float32Array,
  [height, width, channels]: readonly [number, number, number],
  slope: ArrayLike<number> | null,
  real: Rgb,
  fake: Rgb,
): Pixels {
  const data = new Uint8ClampedArray(height * width * 4)
  let steepest = 0
  for (let i = 0; slope && i < slope.length; i++) steepest = Math.max(steepest, Math.abs(slope[i]!))
  for (let i = 0; i < height * width; i++) {
    const by = slope && steepest > 0 ? slope[i]! / steepest : 0
    const colour = by > 0 ? real : fake
    const share = Math.sqrt(Math.abs(by)) * 0.9 // the root lets the faint be seen beside the steepest
    for (let c = 0; c < 3; c++) {
      const own = image[i * channels + (channels >= 3 ? c : 0)]!
      // Dimmed under the overlay, so that its colours are not those of the picture.
      data[4 * i + c] = slope ? own * 0.55 * (1 - share) + colour[c]! * share : own
    }
    data[4 * i + 3] = 255
  }
  return { width, height, data }
}

/** Example `index` of a block `[n, …]`, as a view of its numbers. */
export function exampleOf({ shape, data }: Block, index: number): Uint8Array | Float32Array {
  const size = shape.slice(1).reduce((a, b) => a * b, 1)
  return data.subarray(index * size, (index + 1) * size)
}

/** "12 of 36 taken for real": scores above a half. */
export function takenForReal(scores: ArrayLike<number>): string {
  const taken = Array.from(scores).filter((score) => score > 0.5).length
  return `${taken} of ${scores.length} taken for real`
}
