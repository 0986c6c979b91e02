import { LiveCanvas } from './live-canvas'
import type { GridProps } from './scenes/grid'

/** Images of one probe as a grid that fills its place. */
export function GridCanvas({
  name,
  empty,
  ...props
}: GridProps & {
  name: (step: number) => string
  empty: string
}) {
  return (
    <LiveCanvas
      probes={[props.probe]}
      name={empty}
      className="grid-canvas"
      look={({ frames }) => {
        const frame = frames.get(props.probe)
        const found = props.blocks.every((block) => frame?.blocks[block]?.shape.length === 4)
        return frame && found ? { name: name(frame.step), scene: { kind: 'grid', props } } : null
      }}
    />
  )
}
