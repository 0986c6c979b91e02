import type { Frame } from '../../../protocol/events'
import { gridShape, imageGrid } from '../image-grid'
import { contain, paintPixels } from '../paint'
import type { Sheet } from './sheet'

/** Images whose rows have names, which stand at their left. */
export function rowsScene(
  { context, width, height, scale, palette, font }: Sheet,
  frames: ReadonlyMap<string, Frame>,
  { probe, names, columns }: { probe: string; names: string[]; columns: number },
): void {
  const block = frames.get(probe)!.blocks.images!
  context.clearRect(0, 0, width, height)
  context.font = `${12 * scale}px ${font}`
  const widest = Math.max(...names.map((text) => context.measureText(text).width))
  const margin = Math.min(Math.ceil(widest) + 10 * scale, width * 0.24)
  const pixels = imageGrid(block, 1, columns)
  const place = contain(pixels.width, pixels.height, width - margin, height)
  // Names and pictures stay together, at the top left: a grid of few rows is wide, not tall.
  paintPixels(context, pixels, margin, 0, place.width, place.height)
  const { rows } = gridShape(block.shape[0]!, block.shape[1]!, block.shape[2]!, 1, columns)
  context.fillStyle = palette.faint
  context.textBaseline = 'middle'
  names.forEach((text, row) => {
    context.fillText(text, 0, ((row + 0.5) * place.height) / rows, margin - 6 * scale)
  })
}
