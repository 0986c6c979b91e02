import { Popover } from '@mantine/core'
import { Fragment } from 'react'
import type { FlowNode, LayerDescription, NetworkDescription } from '../../protocol/events'
import { usePage } from '../store/page'
import { roleColour, roleInk } from '../theme/roles'
import { large, plural, shapeText, whole } from './format'

/** The networks as they stand, left to right: what flows, through what, in which shape. */
export function ModelPicture() {
  const description = usePage((state) => state.description)
  if (!description) return <div className="model skeleton" />
  const { flow, networks } = description
  return (
    <section className="model" aria-label="Flow of the model">
      <div className="flow">
        {flow.map((node, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a flow is an ordered list without ids
          <Fragment key={index}>
            {index > 0 && <span className="arrow" aria-hidden />}
            <Node node={node} networks={networks} />
          </Fragment>
        ))}
      </div>
    </section>
  )
}

function Node({ node, networks }: { node: FlowNode; networks: NetworkDescription[] }) {
  if (node.kind === 'tensor') {
    return (
      <span className="node">
        <b style={{ color: roleInk(node.role) }}>{node.label}</b>
        <small>{shapeText(node.shape)}</small>
      </span>
    )
  }
  const network = networks.find((entry) => entry.id === node.network)
  return network ? <Network network={network} /> : null
}

/** Bar heights from 8 to 34 px by the logarithm of each layer's output. */
export function barHeights(layers: Pick<LayerDescription, 'outputShape'>[]): number[] {
  const sizes = layers.map((layer) => Math.log2(1 + layer.outputShape.reduce((a, b) => a * b, 1)))
  const most = Math.max(...sizes, 1)
  return sizes.map((size) => Math.round(8 + 26 * (size / most)))
}

function Network({ network }: { network: NetworkDescription }) {
  const heights = barHeights(network.layers)
  return (
    <Popover position="top" offset={8} shadow="none" withRoles={false} trapFocus>
      <Popover.Target>
        <button
          type="button"
          className="node network"
          data-thing={`network:${network.id}`}
          aria-label={`${network.label}: ${plural(network.layers.length, 'layer')}, ${whole(network.parameters)} parameters. Show the layers`}
        >
          <span className="stack" style={{ color: roleColour(network.role) }}>
            {heights.map((height, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: layers are an ordered list without ids
              <i key={index} style={{ height }} />
            ))}
          </span>
          <span className="what">
            <b style={{ color: roleInk(network.role) }}>{network.label}</b>
            <small>
              {large(network.parameters)} weights
              <span className="mac"> · {large(network.macs)} MAC</span>
            </small>
          </span>
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <Layers network={network} />
      </Popover.Dropdown>
    </Popover>
  )
}

function Layers({ network }: { network: NetworkDescription }) {
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
          </tr>
        </thead>
        <tbody>
          {network.layers.map((layer, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: layers are an ordered list without ids
            <tr key={index}>
              <td>{layer.label}</td>
              <td>{shapeText(layer.outputShape)}</td>
              <td>{whole(layer.parameters)}</td>
              <td>{whole(layer.macs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
