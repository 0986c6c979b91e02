import type { NetworkDescription } from '../../protocol/events'
import { shapeText, whole } from './format'
import { Activations, gradientText, useLayersNow } from './layer-look'

/** What one bar of the model picture stands for, beside the pointer; the table of the whole network is a click away. */
export function LayerTip({ network, at }: { network: NetworkDescription; at: number }) {
  const now = useLayersNow(network.id)
  const layer = network.layers[at]
  if (!layer) return null
  return (
    <span className="layer-tip">
      <b>{layer.label}</b>
      <span>
        <span>output</span> {shapeText(layer.outputShape)}
      </span>
      <span>
        <span>weights</span> {whole(layer.parameters)}
      </span>
      <span>
        <span>multiply-adds</span> {whole(layer.macs)}
      </span>
      <span>
        <span>gradient</span> {gradientText(now?.gradients, at)}
      </span>
      <Activations block={now?.[`activations.${at}`]} colour="currentcolor" />
    </span>
  )
}
