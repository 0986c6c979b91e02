import type { Block } from '../../protocol/events'
import type { Rgb } from './image-grid'

/** Where a word stands between two colours: neighbours in the codebook lie far apart, so that they can be told. */
export function shadeOf(word: number): number {
  return (word * 0.618034) % 1
}

/**
 * Triples of an example, its code words and what is made of them, one after the other as RGB images `[3 n, h, w, 3]`.
 * `codes` `[n, rows, columns]` are drawn as rectangles of the example's size, between `from` and `to`.
 */
export function codeTriples(inputs: Block, codes: Block, outputs: Block, from: Rgb, to: Rgb): Block {
  const [count, height, width, channels] = inputs.shape as [number, number, number, number]
  const [, rows, columns] = codes.shape as [number, number, number]
  const size = height * width
  const data = new Uint8Array(count * 3 * size * 3)
  for (let example = 0; example < count; example++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const pixel = y * width + x
        const place = Math.floor((y * rows) / height) * columns + Math.floor((x * columns) / width)
        const shade = shadeOf(codes.data[example * rows * columns + place]!)
        for (let c = 0; c < 3; c++) {
          const own = (example * size + pixel) * channels + (channels >= 3 ? c : 0)
          const at = (part: number) => ((example * 3 + part) * size + pixel) * 3 + c
          data[at(0)] = inputs.data[own]!
          data[at(1)] = Math.round(from[c]! + (to[c]! - from[c]!) * shade)
          data[at(2)] = outputs.data[own]!
        }
      }
    }
  }
  return { shape: [count * 3, height, width, 3], data }
}
