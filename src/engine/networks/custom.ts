import { layerFault, type Networks } from '../../protocol/layers'
import { ConfigError } from '../core/errors'
import type { LayerSpec } from './layer'
import { layerKind, layerKinds } from './layers'
import { describeNetwork, LayerError, type NetworkSpec } from './network'

/** More weights than this fit no browser tab with their gradients and optimizer slots. */
const mostParameters = 50e6

/** Layers that only change the range of values, at the borders of a network. */
const atBegin = ['rescale', 'fourier']
const atEnd = ['activation', 'rescale']

const isMasked = ({ kind }: LayerSpec) => kind.startsWith('masked')
const same = (a: LayerSpec, b: LayerSpec) => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
const sorted = (spec: LayerSpec) => Object.entries(spec).sort(([a], [b]) => (a < b ? -1 : 1))

/** How many layers at the begin and at the end of a network belong to the model rather than to the person. */
export function borders({ layers }: NetworkSpec): { begin: number; end: number } {
  const begin = layers.findIndex((layer) => !atBegin.includes(layer.kind))
  const end = layers.toReversed().findIndex((layer) => !atEnd.includes(layer.kind))
  return { begin: Math.max(0, begin), end: Math.max(0, end) }
}

/** Why a layer of the model's own is not to be changed; undefined where it may be. */
export function lockOf(spec: NetworkSpec, index: number): string | undefined {
  const { begin, end } = borders(spec)
  if (spec.locked) return spec.locked
  if (index < begin) return 'The data enters the network’s own range here.'
  if (index >= spec.layers.length - end)
    return 'The loss reads the values before this layer; after it they are in the data’s range.'
  return undefined
}

/**
 * The model's networks with a person's own layers in place of some. A network keeps its input, its output and the layers
 * at its borders, so whatever the family does with it stays right. Throws `ConfigError` naming the layer that does not fit.
 */
export function customised(specs: NetworkSpec[], custom: Networks | undefined): NetworkSpec[] {
  if (!custom) return specs
  const known = specs.filter((spec) => !spec.averageOf).map((spec) => spec.id)
  const stranger = Object.keys(custom).find((id) => !known.includes(id))
  if (stranger)
    throw new ConfigError(`This model has no network "${stranger}".`, 'Go back to the default layers.')
  return specs.map((spec) => {
    const layers = custom[spec.averageOf ?? spec.id]
    if (!layers) return spec
    const own = { ...spec, layers: [...layers] }
    if (!spec.averageOf) checkFit(spec, own)
    return own
  })
}

function checkFit(model: NetworkSpec, own: NetworkSpec): void {
  const refuse = (index: number, message: string, next: string) => {
    throw new LayerError(own, index, message, next)
  }
  own.layers.forEach((layer, index) => {
    const fault = layerFault(layer, layerKinds.map(kindEntry))
    if (fault) refuse(index, `${fault[0]!.toUpperCase()}${fault.slice(1)}.`, 'Change or remove it.')
  })
  if (
    model.locked &&
    !(
      own.layers.length === model.layers.length &&
      own.layers.every((layer, i) => same(layer, model.layers[i]!))
    )
  )
    refuse(0, model.locked, 'Go back to the default layers of this network.')

  const { begin, end } = borders(model)
  const last = own.layers.length - 1
  for (let i = 0; i < begin; i++) {
    const layer = own.layers[i]
    if (!layer || !same(layer, model.layers[i]!))
      refuse(Math.min(i, last), `The network must begin with ${labelOf(model.layers[i]!)}.`, 'Put it back.')
  }
  for (let i = 1; i <= end; i++) {
    const [layer, wanted] = [own.layers.at(-i), model.layers.at(-i)!]
    if (!layer || !same(layer, wanted))
      refuse(
        last,
        `The network must end in ${labelOf(wanted)}: the loss reads what comes before it.`,
        'Put it back.',
      )
  }
  const [ending, wanted] = [own.layers.at(-1 - end), model.layers.at(-1 - end)]
  if (end === 0 && wanted && ending?.kind !== wanted.kind)
    refuse(last, `The network must end in a layer like ${labelOf(wanted)}.`, 'Put it back at the end.')
  checkMasks(model, own, refuse)

  const described = describeNetwork(own)
  const { outputShape } = describeNetwork(model)
  if (described.outputShape.join() !== outputShape.join())
    refuse(
      last - end,
      `The network gives ${described.outputShape.join('×')}, but the model needs ${outputShape.join('×')} from it.`,
      'Give its last layers that shape.',
    )
  if (described.parameters > mostParameters) {
    const sizes = described.layers.map((layer) => layer.parameters)
    refuse(
      sizes.indexOf(Math.max(...sizes)),
      `With this layer the network has ${Math.round(described.parameters / 1e6)} million weights, more than a tab can train.`,
      'Make it, or the layer before it, smaller.',
    )
  }
}

type Refuse = (index: number, message: string, next: string) => void

/**
 * Masked layers stay as many and in their order, since the order of predictions hangs on them; only their widths may
 * change. Between them only activations may stand: anything else would let a number see itself.
 */
function checkMasks(model: NetworkSpec, own: NetworkSpec, refuse: Refuse): void {
  const wanted = model.layers.filter(isMasked)
  if (!wanted.length) return
  const widthless = ({ units: _units, filters: _filters, ...rest }: LayerSpec) => rest as LayerSpec
  let met = 0
  own.layers.forEach((layer, index) => {
    if (isMasked(layer)) {
      const place = wanted[met++]
      if (!place || !same(widthless(layer), widthless(place)))
        refuse(
          index,
          'Masked layers keep their number, their order and their size.',
          'Change their widths only.',
        )
    } else if (!['activation', 'flatten', 'reshape'].includes(layer.kind))
      refuse(
        index,
        `${labelOf(layer)} would let a number see itself, or what comes after it.`,
        'Between masked layers only activations may stand.',
      )
  })
  if (met < wanted.length)
    refuse(
      own.layers.length - 1,
      'A masked layer is missing: the order of predictions hangs on all of them.',
      'Put it back.',
    )
}

const labelOf = (layer: LayerSpec) => layerKind(layer.kind).label(layer)

/** A kind as the page sees it. */
export const kindEntry = ({ kind, name, help, parameters, fixed }: (typeof layerKinds)[number]) => ({
  kind,
  label: name,
  help,
  parameters,
  ...(fixed && { fixed }),
})
