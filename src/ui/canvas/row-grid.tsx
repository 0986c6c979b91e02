import type { Block, Frame } from '../../protocol/events'
import { gridShape, imageGrid } from './image-grid'
import { LiveCanvas } from './live-canvas'
import { contain, paintPixels } from './paint'

/** Images whose rows have names, which stand at their left. */
export function RowGrid({
  probe,
  pick,
  rowNames,
  columns,
  name,
  empty,
}: {
  probe: string
  pick: (frame: Frame) => Block | null
  rowNames: (frame: Frame) => string[]
  columns: number
  name: (step: number) => string
  empty: string
}) {
  return (
    <LiveCanvas
      probes={[probe]}
      name={empty}
      className="grid-canvas"
      paint={({ context, width, height, scale, palette, record }) => {
        const frame = record.frames.get(probe)
        const block = frame && pick(frame)
        if (!frame || block?.shape.length !== 4) return null
        const names = rowNames(frame)
        context.clearRect(0, 0, width, height)
        context.font = `${12 * scale}px ${getComputedStyle(context.canvas).fontFamily}`
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
        return name(frame.step)
      }}
    />
  )
}
