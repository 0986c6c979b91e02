import type { KerasLayer, LayerSpec } from '../layer'

/** The geometry that a convolution and its transpose share. */
export const geometry = (spec: LayerSpec) => ({
  filters: Number(spec.filters),
  size: Number(spec.size),
  stride: Number(spec.stride),
})

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
