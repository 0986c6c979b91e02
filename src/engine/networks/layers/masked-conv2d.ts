import { mul, tensor } from '@tensorflow/tfjs-core'
import { affineConv2d } from '../fused'
import { integer, kernelInitializer, type LayerKind, type LayerSpec } from '../layer'
import { conv2d } from './conv2d'
import { imageInput } from './image-input'

const read = (spec: LayerSpec) => ({
  filters: Number(spec.filters),
  size: Number(spec.size),
  centre: spec.centre === true,
})

const masks = new Map<string, Float32Array>()

/**
 * 1 for the pixels above and, in the same row, to the left of the centre; the centre itself with `centre` (type B)
 * and not without (type A). Row-major `[size, size, channels, filters]` (van den Oord et al. 2016a, § 3.4, fig. 2).
 */
export function convolutionMask(spec: LayerSpec, channels: number): Float32Array {
  const { filters, size, centre } = read(spec)
  const key = [size, centre, channels, filters].join()
  const known = masks.get(key)
  if (known) return known
  const open = Math.floor((size * size) / 2) + (centre ? 1 : 0)
  const mask = new Float32Array(size * size * channels * filters).fill(1, 0, open * channels * filters)
  masks.set(key, mask)
  return mask
}

/**
 * Convolution that sees only pixels before its own in reading order. `[batch, h, w, c]` → `[batch, h, w, filters]`.
 * Spec: `filters`, `size` (odd), `centre` (false in the first layer). Masked entries of the kernel begin at 0 and get
 * no gradient, so the exported kernel is the masked one.
 */
export const maskedConv2d: LayerKind = {
  kind: 'maskedConv2d',
  name: 'Masked convolution',
  help: 'A convolution, blind for what comes later.',
  parameters: [
    integer('filters', 'channels', 1, 512, 32),
    { ...integer('size', 'size', 1, 11, 3), fixed: true },
    { type: 'switch', key: 'centre', label: 'sees its centre', fixed: true },
  ],
  fixed: 'Its mask belongs to its place in the order of predictions.',
  label: ({ size, filters }) => `Masked conv ${size}×${size}, ${filters}`,
  outputShape(spec, input) {
    const [height, width] = imageInput('A masked convolution', input)
    return [height, width, read(spec).filters]
  },
  weights(spec, input, scheme) {
    const { filters, size } = read(spec)
    const channels = input[2]!
    // Half of the kernel is masked, so the fans are halved.
    const [fanIn, fanOut] = [(size * size * channels) / 2, (size * size * filters) / 2]
    const of = kernelInitializer(scheme, fanIn, fanOut)
    const mask = convolutionMask(spec, channels)
    return [
      {
        name: 'kernel',
        shape: [size, size, channels, filters],
        initializer: { kind: 'masked', mask, of },
        trainable: true,
      },
      { name: 'bias', shape: [filters], initializer: { kind: 'zeros' }, trainable: true },
    ]
  },
  apply(spec, [kernel, bias], x) {
    const mask = tensor(convolutionMask(spec, x.shape[3]!), kernel!.shape)
    return affineConv2d(x, mul(kernel!, mask), bias!, 1)
  },
  macs: (spec, input) => conv2d.macs({ ...spec, stride: 1 }, input),
  keras: (spec) => conv2d.keras({ ...spec, stride: 1 }, []),
}
