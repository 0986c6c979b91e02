import type { NetworkDescription } from '../../protocol/events'
import { roleColour } from '../theme/roles'
import { shapeText, whole } from './format'
import { Activations, gradientText, useLayersNow } from './layer-look'

/**
 * A network's layers: shape, weights, cost, and how they work now. The worker looks at them only while this is seen.
 */
export function LayerTable({ network }: { network: NetworkDescription }) {
  const now = useLayersNow(network.id)
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
