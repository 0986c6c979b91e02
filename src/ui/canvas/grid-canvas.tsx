import type { Block, Frame } from '../../protocol/events'
import { imageGrid } from './image-grid'
import { LiveCanvas } from './live-canvas'
import { contain, paintPixels } from './paint'

/** Images of one probe as a grid that fills its place. */
export function GridCanvas({
  probe,
  pick,
  name,
  empty,
  gap = 1,
  columns,
}: {
  probe: string
  /** The images of the frame; null where it holds none. */
  pick: (frame: Frame) => Block | null
  name: (step: number) => string
  empty: string
  gap?: number
  columns?: number
}) {
  return (
    <LiveCanvas
      probes={[probe]}
      name={empty}
      className="grid-canvas"
      paint={({ context, width, height, record }) => {
        const frame = record.frames.get(probe)
        const block = frame && pick(frame)
        if (!frame || block?.shape.length !== 4) return null
        const pixels = imageGrid(block, gap, columns)
        const place = contain(pixels.width, pixels.height, width, height)
        context.clearRect(0, 0, width, height)
        paintPixels(context, pixels, place.left, place.top, place.width, place.height)
        return name(frame.step)
      }}
    />
  )
}
