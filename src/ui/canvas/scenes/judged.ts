import type { Frame } from '../../../protocol/events'
import { exampleOf, tinted } from '../judged-grid'
import { paintPixels } from '../paint'
import { rgb } from '../palette'
import type { Sheet } from './sheet'

/** Samples, under each what D thinks of it, and over each, if wanted, what D looks at. */
export function judgedScene(
  { context, width, height, scale, palette, font }: Sheet,
  frames: ReadonlyMap<string, Frame>,
  { overlay, columns }: { overlay: boolean; columns: number },
): void {
  const { images, scores, gradient } = frames.get('saliency')!.blocks
  if (!images || !scores || !gradient) return
  const [count, ...shape] = images.shape as [number, number, number, number]
  const rows = Math.ceil(count / columns)
  const foot = 20 * scale
  const gap = 6 * scale
  const cell = Math.min((width - (columns - 1) * gap) / columns, (height - (rows - 1) * gap) / rows - foot)
  const [real, fake] = [rgb(palette.real), rgb(palette.disc)]
  context.clearRect(0, 0, width, height)
  context.font = `${11 * scale}px ${font}`
  context.textBaseline = 'alphabetic'
  context.textAlign = 'right'
  for (let i = 0; i < count; i++) {
    const left = (i % columns) * (cell + gap)
    const top = Math.floor(i / columns) * (cell + foot + gap)
    const slope = overlay ? exampleOf(gradient, i) : null
    paintPixels(context, tinted(exampleOf(images, i), shape, slope, real, fake), left, top, cell, cell)
    const score = scores.data[i]!
    const figure = 28 * scale
    context.fillStyle = palette.line
    context.fillRect(left, top + cell + 9 * scale, cell - figure, 3 * scale)
    context.fillStyle = score > 0.5 ? palette.real : palette.disc
    context.fillRect(left, top + cell + 9 * scale, (cell - figure) * score, 3 * scale)
    context.fillStyle = palette.ink
    context.fillText(`${Math.round(score * 100)}`, left + cell, top + cell + 14 * scale)
  }
}
