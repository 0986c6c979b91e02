import type { Block } from '../../../protocol/events'
import { imageGrid, type Pixels, type Rgb } from '../../canvas/image-grid'

/** One picture of a film: what it is drawn from, and the colours of the page. */
export interface Shot {
  step: number
  block: Block
}
export interface Look {
  extent: number
  surface: Rgb
  ink: Rgb
}

const least = 320
const mostImages = 64

/** Images as a grid of whole pixels, or points on a plane: at least 320 pixels wide, even both ways (video needs that). */
export function pictureOf({ block }: Shot, look: Look): Pixels {
  const pixels = block.shape.length === 4 ? enlarged(grid(block)) : plane(block, look)
  // Transparent gaps become the surface: neither GIF nor video has half-transparent pixels.
  for (let i = 0; i < pixels.data.length; i += 4) {
    if (pixels.data[i + 3] === 255) continue
    pixels.data.set([...look.surface, 255], i)
  }
  return pixels
}

function grid({ shape, data }: Block): Pixels {
  const [count, ...rest] = shape as [number, ...number[]]
  const kept = Math.min(count, mostImages)
  return imageGrid({ shape: [kept, ...rest], data: data.subarray(0, (data.length / count) * kept) })
}

function enlarged(small: Pixels): Pixels {
  let factor = Math.max(1, Math.ceil(least / small.width))
  if (factor % 2 && (small.width % 2 || small.height % 2)) factor++
  const [width, height] = [small.width * factor, small.height * factor]
  const data = new Uint8ClampedArray(width * height * 4)
  const from = new Uint32Array(small.data.buffer)
  const to = new Uint32Array(data.buffer)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      to[y * width + x] = from[Math.floor(y / factor) * small.width + Math.floor(x / factor)]!
  return { width, height, data }
}

function plane({ data }: Block, { extent, ink }: Look): Pixels {
  const pixels = new Uint8ClampedArray(least * least * 4)
  for (let i = 0; i + 1 < data.length; i += 2) {
    const left = Math.round((1 + data[i]! / extent) * (least / 2)) - 1
    const top = Math.round((1 - data[i + 1]! / extent) * (least / 2)) - 1
    for (let y = Math.max(0, top); y < Math.min(least, top + 3); y++)
      for (let x = Math.max(0, left); x < Math.min(least, left + 3); x++)
        pixels.set([...ink, 255], (y * least + x) * 4)
  }
  return { width: least, height: least, data: pixels }
}
