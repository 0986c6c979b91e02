import type { Frame } from '../../../protocol/events'
import { imageGrid, interleave, pairsOfRows } from '../image-grid'
import { contain, paintPixels } from '../paint'
import type { Sheet } from './sheet'

export interface GridProps {
  probe: string
  /** The frame's block of images, or two of them: each image of the second then stands under its own of the first. */
  blocks: [string] | [string, string]
  gap?: number
  columns?: number
}

/** Images as a grid that fills its place from the top left. */
export function gridScene(
  { context, width, height }: Sheet,
  frames: ReadonlyMap<string, Frame>,
  { probe, blocks, gap = 1, columns }: GridProps,
): void {
  const found = frames.get(probe)!.blocks
  const [above, below] = blocks.map((name) => found[name])
  const images = below ? interleave(above!, below, columns!) : above!
  const pixels = imageGrid(images, gap, columns, below && pairsOfRows)
  const place = contain(pixels.width, pixels.height, width, height)
  context.clearRect(0, 0, width, height)
  paintPixels(context, pixels, 0, 0, place.width, place.height)
}
