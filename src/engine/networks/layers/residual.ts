import { add, type Tensor } from '@tensorflow/tfjs-core'
import { ConfigError } from '../../core/errors'
import { applyChain, chainMacs, chainMixes, chainShape, chainWeights } from '../chain'
import type { LayerKind, LayerSpec } from '../layer'

const paths = (spec: LayerSpec) => ({
  body: spec.body as readonly LayerSpec[],
  shortcut: (spec.shortcut ?? []) as readonly LayerSpec[],
})

/** "Residual ×2, 64": what the block does to the scale, and its channels. */
function labelOf({ body }: ReturnType<typeof paths>): string {
  const has = (kind: string) => body.some((layer) => layer.kind === kind)
  const scale = has('upsample') ? ' ×2' : has('avgPool') ? ' /2' : ''
  const channels = body.findLast((layer) => layer.filters !== undefined)?.filters
  return `Residual${scale}${channels === undefined ? '' : `, ${channels}`}`
}

/** y = body(x) + shortcut(x); an empty shortcut is the identity (He et al. 2016, eq. 1 and 2). */
export const residual: LayerKind = {
  kind: 'residual',
  name: 'Residual block',
  help: 'Two paths that are added.',
  parameters: [
    { type: 'layers', key: 'body', label: 'body', fixed: true },
    { type: 'layers', key: 'shortcut', label: 'shortcut', optional: true, fixed: true },
  ],
  fixed: 'Its two paths must end alike; choose the residual architecture for more of them.',
  label: (spec) => labelOf(paths(spec)),
  outputShape(spec, input) {
    const { body, shortcut } = paths(spec)
    const [deep, short] = [chainShape(body, input), chainShape(shortcut, input)]
    if (deep.join() !== short.join())
      throw new ConfigError(
        `The two paths of a residual block end in ${deep.join('×')} and ${short.join('×')}.`,
        'Give the shortcut a 1×1 convolution.',
      )
    return deep
  },
  weights(spec, input, scheme) {
    const { body, shortcut } = paths(spec)
    return [
      ...chainWeights('body', body, input, scheme),
      ...chainWeights('shortcut', shortcut, input, scheme),
    ]
  },
  apply(spec, weights, x, mode): Tensor {
    const { body, shortcut } = paths(spec)
    const inBody = chainWeights('body', body, x.shape.slice(1), 'glorot').length
    return add(
      applyChain('body', body, weights.slice(0, inBody), x, mode),
      applyChain('shortcut', shortcut, weights.slice(inBody), x, mode),
    )
  },
  mixesExamples(spec) {
    const { body, shortcut } = paths(spec)
    return chainMixes(body) || chainMixes(shortcut)
  },
  macs(spec, input) {
    const { body, shortcut } = paths(spec)
    return chainMacs(body, input) + chainMacs(shortcut, input)
  },
  keras(spec) {
    const { body, shortcut } = paths(spec)
    return { branches: [body, shortcut], join: { className: 'Add', config: {} } }
  },
}
