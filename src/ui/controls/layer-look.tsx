import { useEffect } from 'react'
import type { Block } from '../../protocol/events'
import { binned } from '../slow/picture-data'
import { useActions, usePage, useRecord, useTick } from '../store/page'
import { compact } from './format'

const bins = 24

/** How the layers of a network work now; the worker looks at them only while this is used. Undefined until it has. */
export function useLayersNow(network: string): Record<string, Block> | undefined {
  const actions = useActions()
  const record = useRecord()
  useTick('frame:layers', 300)
  const index = usePage((state) => state.description?.networks.findIndex(({ id }) => id === network) ?? -1)
  useEffect(() => actions.peek(index), [index, actions])
  const blocks = record.frames.get('layers')?.blocks
  return blocks?.network?.data[0] === index ? blocks : undefined
}

/** −1 stands for nothing known. */
export function gradientText(block: Block | undefined, at: number): string {
  const norm = block?.data[at]
  return norm === undefined || norm < 0 ? '–' : compact(norm)
}

/** How many values lie where, as bars; the same room before there are any. */
export function Activations({ block, colour }: { block?: Block; colour: string }) {
  if (!block) return <span className="activations" />
  const { counts, low, high } = binned(block.data, bins)
  const most = Math.max(...counts, 1)
  const name = `from ${compact(low)} to ${compact(high)}`
  return (
    <svg
      className="activations"
      viewBox={`0 0 ${bins} 10`}
      preserveAspectRatio="none"
      role="img"
      aria-label={name}
    >
      <title>{name}</title>
      {counts.map((count, i) => {
        const height = (10 * count) / most
        // biome-ignore lint/suspicious/noArrayIndexKey: bins are an ordered list without ids
        return <rect key={i} x={i} y={10 - height} width={0.85} height={height} fill={colour} />
      })}
    </svg>
  )
}
