import { useEffect } from 'react'
import type { Block, NetworkDescription } from '../../protocol/events'
import { binned } from '../slow/picture-data'
import { useActions, usePage, useRecord, useTick } from '../store/page'
import { roleColour } from '../theme/roles'
import { compact, shapeText, whole } from './format'

const bins = 24

/**
 * A network's layers: shape, weights, cost, and how they work now. The worker looks at them only while this is seen.
 */
export function LayerTable({ network }: { network: NetworkDescription }) {
  const actions = useActions()
  const record = useRecord()
  useTick('frame:layers', 300)
  const index = usePage((state) => state.description?.networks.findIndex(({ id }) => id === network.id) ?? -1)
  useEffect(() => {
    actions.peek(index)
    return () => actions.peek(null)
  }, [index, actions])
  const blocks = record.frames.get('layers')?.blocks
  const now = blocks?.network?.data[0] === index ? blocks : undefined
  return (
    <>
      <h2 className="heading">
        {network.label}, {shapeText(network.inputShape)} → {shapeText(network.outputShape)}
      </h2>
      <table className="layers" aria-label={`Layers of the ${network.label}`}>
        <thead>
          <tr>
            <th scope="col">layer</th>
            <th scope="col">output</th>
            <th scope="col">weights</th>
            <th scope="col">multiply-adds</th>
            <th scope="col">gradient</th>
            <th scope="col">activations</th>
          </tr>
        </thead>
        <tbody>
          {network.layers.map((layer, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: layers are an ordered list without ids
            <tr key={at}>
              <td>{layer.label}</td>
              <td>{shapeText(layer.outputShape)}</td>
              <td>{whole(layer.parameters)}</td>
              <td>{whole(layer.macs)}</td>
              <td className="layer-gradient">{gradientText(now?.gradients, at)}</td>
              <td>
                <Activations block={now?.[`activations.${at}`]} colour={roleColour(network.role)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="layers-note">
        Gradient: the norm of the layer’s gradient, a mean over the last updates as the optimizer remembers
        them. Activations: what the layer gives for fixed examples, from the least to the most.
      </p>
    </>
  )
}

/** −1 stands for nothing known. */
function gradientText(block: Block | undefined, at: number): string {
  const norm = block?.data[at]
  return norm === undefined || norm < 0 ? '–' : compact(norm)
}

/** How many values lie where, as bars; the same room before there are any. */
function Activations({ block, colour }: { block?: Block; colour: string }) {
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
