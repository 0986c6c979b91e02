import { integer, type KerasLayer, type LayerSpec } from '../layer'

/** The geometry that a convolution and its transpose share. */
export const geometry = (spec: LayerSpec) => ({
  filters: Number(spec.filters),
  size: Number(spec.size),
  stride: Number(spec.stride),
})

/** What both are told. */
export const convolutionParameters = [
  integer('filters', 'channels', 1, 512, 32),
  integer('size', 'size', 1, 11, 4),
  integer('stride', 'stride', 1, 4, 2),
]

/** Keras's layer of either kind: 'same' padding, channels last, a bias, no activation. */
export function kerasConvolution(className: string, spec: LayerSpec): KerasLayer {
  const { filters, size, stride } = geometry(spec)
  return {
    className,
    config: {
      filters,
      kernel_size: [size, size],
      strides: [stride, stride],
      padding: 'same',
      data_format: 'channels_last',
      activation: 'linear',
      use_bias: true,
    },
  }
}
