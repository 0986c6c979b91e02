import type { Block, Frame } from '../../protocol/events'
import { imageGrid } from '../canvas/image-grid'
import type { Palette } from '../canvas/palette'
import type { Moment } from './film'

/** Points in a thumbnail; more would be one blot. */
const mostPoints = 160

/** What a moment is recognised by: an image that the model made, or points; the data only where it made none. */
export function subjectOf(frames: ReadonlyMap<string, Frame>): Block | undefined {
  const samples = frames.get('samples')?.blocks
  if (samples) return samples.images ?? samples.points
  let data: Block | undefined
  for (const { blocks } of frames.values()) {
    if (blocks.outputs) return blocks.outputs
    for (const [name, block] of Object.entries(blocks)) {
      if (block.shape.length !== 4 || !(block.data instanceof Uint8Array)) continue
      if (name !== 'inputs') return block
      data ??= block
    }
  }
  return data
}

/**
 * The moments that a strip shows, all of one kind: those with samples where there are any, else those with what the latest
 * shows. Views are switched while a run trains, and each moment has what was seen then.
 */
export function alike(moments: readonly Moment[]): Moment[] {
  const shown = moments.filter(({ frames }) => subjectOf(frames))
  const sampled = shown.filter(({ frames }) => frames.has('samples'))
  if (sampled.length) return sampled
  const last = shown.at(-1)
  return shown.filter(({ frames }) => kindOf(frames) === (last && kindOf(last.frames)))
}

/** Which probe the subject is of. */
function kindOf(frames: ReadonlyMap<string, Frame>): string | undefined {
  const subject = subjectOf(frames)
  return [...frames.values()].find(({ blocks }) => Object.values(blocks).includes(subject!))?.probe
}

/** Small squares of moments, each drawn once and kept as long as its moment is. */
export class Thumbnails {
  readonly #drawn = new WeakMap<Moment, HTMLCanvasElement>()

  /** Draws `moments` side by side. At most `fresh` new ones; true where some are left for the next time. */
  paint(
    context: CanvasRenderingContext2D,
    moments: Moment[],
    side: number,
    extent: number,
    palette: Palette,
    fresh = 4,
  ): boolean {
    let made = 0
    context.clearRect(0, 0, context.canvas.width, context.canvas.height)
    const pitch = moments.length > 1 ? (context.canvas.width - side) / (moments.length - 1) : 0
    moments.forEach((moment, index) => {
      let thumbnail = this.#drawn.get(moment)
      if (!thumbnail) {
        if (made === fresh) return
        made++
        thumbnail = draw(moment, side, extent, palette)
        this.#drawn.set(moment, thumbnail)
      }
      context.drawImage(thumbnail, Math.round(index * pitch), 0, side, side)
    })
    return made === fresh
  }
}

function draw(moment: Moment, side: number, extent: number, palette: Palette): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = side
  const context = canvas.getContext('2d', { willReadFrequently: true })!
  context.fillStyle = palette.surface
  context.fillRect(0, 0, side, side)
  const block = subjectOf(moment.frames)
  if (block?.shape.length === 4) {
    const [count, ...shape] = block.shape
    const one = { shape: [1, ...shape], data: block.data.subarray(0, block.data.length / count!) }
    const pixels = imageGrid(one, 0)
    const image = document.createElement('canvas')
    image.width = pixels.width
    image.height = pixels.height
    image
      .getContext('2d', { willReadFrequently: true })!
      .putImageData(new ImageData(pixels.data, pixels.width, pixels.height), 0, 0)
    context.drawImage(image, 0, 0, side, side)
  } else if (block) {
    context.fillStyle = palette.gen
    const dot = Math.max(1, side / 26)
    for (let i = 0; i < Math.min(mostPoints, block.data.length / 2); i++) {
      const x = side / 2 + (block.data[2 * i]! / extent) * (side / 2)
      const y = side / 2 - (block.data[2 * i + 1]! / extent) * (side / 2)
      context.fillRect(x - dot / 2, y - dot / 2, dot, dot)
    }
  }
  return canvas
}
