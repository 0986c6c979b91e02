import type { Block, Frame } from '../../../protocol/events'
import { binned, magnification, matrixPixels } from '../../slow/picture-data'
import { imageGrid, type Rgb } from '../image-grid'
import { contain, paintPixels } from '../paint'
import { type ColourName, rgb } from '../palette'
import { drawPoints, stampOf } from '../plane/points'
import { project } from '../plane/projection'
import type { Sheet } from './sheet'

export interface TensorProps {
  block: Block
  /** What it was before an update. */
  before?: Block
  colour: ColourName
  /** Half the side of the data's plane. */
  extent: number | null
}

/** Rows of a tensor, drawn as what they are: images, points of a plane, scores, or plain numbers. */
export function tensorScene(
  drawing: Sheet,
  _frames: ReadonlyMap<string, Frame>,
  { block, before, colour, extent }: TensorProps,
): void {
  const { context, width, height, palette } = drawing
  context.globalAlpha = 1
  context.fillStyle = palette.surface
  context.fillRect(0, 0, width, height)
  const [, ...rest] = block.shape
  const channels = rest[2]
  if (rest.length === 3 && (channels === 1 || channels === 3)) paintImages(drawing, block, before)
  else if (isPlane(block)) paintPoints(drawing, block, before, colour, extent)
  else if (rest.length === 0 || block.shape.slice(1).every((size) => size === 1))
    paintHistogram(drawing, block, colour)
  else paintMatrix(drawing, block, palette[colour], palette.disc)
}

/** Images in unit range; what they were before stands above them. */
function paintImages({ context, width, height }: Sheet, block: Block, before?: Block): void {
  const some = (from: Block, count: number): Block => {
    const [, ...rest] = from.shape
    const size = rest.reduce((a, b) => a * b, 1)
    return {
      shape: [Math.min(count, from.shape[0]!), ...rest],
      data: Uint8Array.from(from.data.slice(0, count * size), (v) => 255 * Math.min(1, Math.max(0, v))),
    }
  }
  const sets = before ? [some(before, 3), some(block, 3)] : [some(block, 9)]
  sets.forEach((set, index) => {
    const pixels = imageGrid(set, 2, 3)
    const place = contain(pixels.width, pixels.height, width, height / sets.length - (sets.length - 1) * 2)
    const top = (index * height) / sets.length + place.top
    paintPixels(context, pixels, place.left, top, place.width, place.height)
  })
}

/** Half the side of the square shown: the data's own, or what the points need. */
export const reachOf = (block: Block, extent: number | null) =>
  extent ?? Math.max(1, ...block.data.map(Math.abs)) * 1.1

export const isPlane = (block: Block) => block.shape.length === 2 && block.shape[1] === 2

function paintPoints(
  { context, width, height, scale, palette }: Sheet,
  block: Block,
  before: Block | undefined,
  colour: ColourName,
  extent: number | null,
): void {
  const size = Math.min(width, height)
  const reach = reachOf(block, extent)
  const place = project(reach, size, scale)
  context.strokeStyle = palette.line
  context.lineWidth = scale
  context.beginPath()
  context.moveTo(0, size / 2)
  context.lineTo(size, size / 2)
  context.moveTo(size / 2, 0)
  context.lineTo(size / 2, size)
  context.stroke()
  if (before) {
    const times = magnification(before.data, block.data, reach)
    context.strokeStyle = palette[colour]
    context.lineWidth = 1.2 * scale
    context.globalAlpha = 0.75
    context.beginPath()
    for (let i = 0; i + 1 < block.data.length; i += 2) {
      const [x, y] = [before.data[i]!, before.data[i + 1]!]
      context.moveTo(place.x(x), place.y(y))
      context.lineTo(place.x(x + times * (block.data[i]! - x)), place.y(y + times * (block.data[i + 1]! - y)))
    }
    context.stroke()
  }
  drawPoints(
    context,
    before ?? block,
    place,
    stampOf({ radius: 1.2 * scale, colour: palette[colour], alpha: 0.9 }),
  )
}

/** How many values lie where; probabilities from 0 to 1, anything else over its own range. */
function paintHistogram({ context, width, height, palette, scale }: Sheet, block: Block, colour: ColourName) {
  const { counts } = binned(block.data, 24)
  const most = Math.max(...counts, 1)
  const step = width / counts.length
  context.fillStyle = palette[colour]
  counts.forEach((count, i) => {
    const bar = (count / most) * (height - 6 * scale)
    context.fillRect(i * step + scale / 2, height - bar - scale, step - scale, bar)
  })
  context.fillStyle = palette.line
  context.fillRect(0, height - scale, width, scale)
}

/** A row each of numbers: the colour for positive ones, orange for negative ones, the surface for 0. */
function paintMatrix({ context, width, height, palette }: Sheet, block: Block, high: string, low: string) {
  const colours: [Rgb, Rgb, Rgb] = [rgb(low), rgb(palette.surface), rgb(high)]
  const pixels = matrixPixels(block, colours)
  paintPixels(context, pixels, 0, 0, width, height)
}
