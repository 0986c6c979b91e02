import type { Frame } from '../../../protocol/events'
import { codeTriples } from '../code-map'
import { imageGrid } from '../image-grid'
import { contain, paintPixels } from '../paint'
import { rgb } from '../palette'
import type { Sheet } from './sheet'

/** Examples, the words that spell them, and what the decoder makes of those: `across` such triples a row. */
export function codeMapsScene(
  { context, width, height, palette }: Sheet,
  frames: ReadonlyMap<string, Frame>,
  { across }: { across: number },
): void {
  const { inputs, codes, outputs } = frames.get('code-maps')!.blocks
  if (!inputs || !codes || !outputs) return
  const triples = codeTriples(inputs, codes, outputs, rgb(palette.surface), rgb(palette.latent))
  const pixels = imageGrid(triples, 1, 3 * across, { columns: 3, apart: 4 })
  const place = contain(pixels.width, pixels.height, width, height)
  context.clearRect(0, 0, width, height)
  paintPixels(context, pixels, 0, 0, place.width, place.height)
}
