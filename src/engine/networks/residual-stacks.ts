import type { LayerSpec, Shape } from './layer'
import { activate, type ConvolutionOptions, normalise, quarter } from './stacks'

/**
 * Residual networks that change the scale by resizing: repeated pixels up, means of 2×2 down (Gulrajani et al. 2017,
 * appendix C; Miyato et al. 2018, appendix B.4), two blocks each, for images whose sides divide by 4.
 */

const conv = (filters: number, size = 3): LayerSpec => ({ kind: 'conv2d', filters, size, stride: 1 })

function upBlock(filters: number, { activation, norm }: ConvolutionOptions): LayerSpec {
  return {
    kind: 'residual',
    body: [
      ...normalise(norm),
      activate(activation),
      { kind: 'upsample' },
      conv(filters),
      ...normalise(norm),
      activate(activation),
      conv(filters),
    ],
    shortcut: [{ kind: 'upsample' }, conv(filters, 1)],
  }
}

/** `first`: no activation before the first convolution, which sees the image itself. */
function downBlock(filters: number, { activation, norm }: ConvolutionOptions, first: boolean): LayerSpec {
  return {
    kind: 'residual',
    body: [
      ...(first ? [] : [...normalise(norm), activate(activation)]),
      conv(filters),
      activate(activation),
      conv(filters),
      { kind: 'avgPool' },
    ],
    shortcut: [{ kind: 'avgPool' }, conv(filters, 1)],
  }
}

/** Vector → dense → two blocks up (2·`width`, then `width` channels) → image, linear. */
export function residualUp(shape: Shape, options: ConvolutionOptions): LayerSpec[] {
  const [height, breadth] = quarter(shape)
  const { width, activation, norm } = options
  return [
    { kind: 'dense', units: height * breadth * 2 * width },
    { kind: 'reshape', shape: [height, breadth, 2 * width] },
    upBlock(2 * width, options),
    upBlock(width, options),
    ...normalise(norm),
    activate(activation),
    conv(shape[2]!),
  ]
}

/** Image → two blocks down (`width`, then 2·`width` channels) → vector. */
export function residualDown(shape: Shape, options: ConvolutionOptions): LayerSpec[] {
  quarter(shape)
  const { width, activation } = options
  return [
    downBlock(width, options, true),
    downBlock(2 * width, options, false),
    activate(activation),
    { kind: 'flatten' },
  ]
}
