import type { Block, Frame } from '../../../protocol/events'
import { imageGrid, type Pixels, pairsOfRows, type Rgb } from '../../canvas/image-grid'
import type { Palette } from '../../canvas/palette'
import { paintScene, type Scene } from '../../canvas/scenes'

/** One picture of a film: a block of images or points, or a scene of the page with its frames; and the page's colours. */
export type Shot = { step: number } & (Pictured | { scene: Scene; frames: ReadonlyMap<string, Frame> })
export interface Pictured {
  block: Block
  columns?: number
  gap?: number
  /** Each two rows belong together. */
  paired?: boolean
}
export interface Look {
  extent: number
  surface: Rgb
  ink: Rgb
  palette: Palette
}

const least = 320
const sceneSide = 480

/** Images as a grid of whole pixels, or points on a plane: at least 320 pixels wide, even both ways (video needs that). */
export function pictureOf(shot: Shot, look: Look): Pixels {
  const pixels = 'scene' in shot ? painted(shot, look) : drawn(shot, look)
  // Transparent gaps become the surface: neither GIF nor video has half-transparent pixels.
  for (let i = 0; i < pixels.data.length; i += 4) {
    if (pixels.data[i + 3] === 255) continue
    pixels.data.set([...look.surface, 255], i)
  }
  return pixels
}

function drawn({ block, columns, gap = 1, paired }: Pictured, look: Look): Pixels {
  return block.shape.length === 4
    ? enlarged(imageGrid(block, gap, columns, paired ? pairsOfRows : undefined))
    : plane(block, look)
}

let canvas: OffscreenCanvas | null = null

/** As the page paints it. */
function painted({ scene, frames }: Extract<Shot, { scene: Scene }>, { palette }: Look): Pixels {
  canvas ??= new OffscreenCanvas(sceneSide, sceneSide)
  const [width, height] = [canvas.width, canvas.height]
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('This browser draws nothing in a worker. Save a film of the samples instead.')
  paintScene({ context, width, height, scale: 1, palette, font: 'sans-serif' }, frames, scene)
  const { data } = context.getImageData(0, 0, width, height)
  return { width, height, data: new Uint8ClampedArray(data) }
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
