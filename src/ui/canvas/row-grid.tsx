import type { Frame } from '../../protocol/events'
import { LiveCanvas } from './live-canvas'

/** A probe's images whose rows have names, which stand at their left. */
export function RowGrid({
  probe,
  rowNames,
  columns,
  name,
  empty,
}: {
  probe: string
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
      words
      look={({ frames }) => {
        const frame = frames.get(probe)
        if (frame?.blocks.images?.shape.length !== 4) return null
        const props = { probe, names: rowNames(frame), columns }
        return { name: name(frame.step), scene: { kind: 'rows', props } }
      }}
    />
  )
}
