import {
  add,
  backend_util,
  conv2d,
  conv2dTranspose,
  engine,
  fused,
  getBackend,
  type NamedAttrMap,
  reshape,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core'
import * as fc from 'fast-check'
import { installed } from '../../../src/backends/webgl/install'
import type { FastKernel } from '../../../src/backends/webgl/kernel'
import { conv2D } from '../../../src/backends/webgl/kernels/conv2d'
import { conv2DBackpropFilter } from '../../../src/backends/webgl/kernels/conv2d-backprop-filter'
import { conv2DBackpropInput } from '../../../src/backends/webgl/kernels/conv2d-backprop-input'
import { type Check, kernel, runs, sameAsCpu } from './compare'

const geometry = fc.record({
  batch: fc.integer({ min: 1, max: 4 }),
  height: fc.integer({ min: 5, max: 12 }),
  width: fc.integer({ min: 5, max: 12 }),
  channels: fc.constantFrom(1, 2, 3, 4, 8, 12),
  filters: fc.constantFrom(1, 3, 4, 8, 20),
  kernelHeight: fc.integer({ min: 1, max: 5 }),
  kernelWidth: fc.integer({ min: 1, max: 5 }),
  strides: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
  pad: fc.constantFrom('same', 'valid', 1, 'explicit'),
  seed: fc.nat(),
})
type Geometry = typeof geometry extends fc.Arbitrary<infer T> ? T : never

/** Shapes and attributes of one random convolution. */
function convolution(g: Geometry) {
  const x = [g.batch, g.height, g.width, g.channels] as [number, number, number, number]
  const filter = [g.kernelHeight, g.kernelWidth, g.channels, g.filters] as [number, number, number, number]
  const explicit: backend_util.ExplicitPadding = [
    [0, 0],
    [1, 2],
    [2, 0],
    [0, 0],
  ]
  const pad = (g.pad === 'explicit' ? explicit : g.pad) as 'same'
  const dimRoundingMode = typeof g.pad === 'number' || g.pad === 'explicit' ? ('floor' as const) : undefined
  const attrs = { strides: g.strides, pad, dataFormat: 'NHWC' as const, dimRoundingMode }
  const { outShape } = backend_util.computeConv2DInfo(x, filter, g.strides, 1, pad, dimRoundingMode)
  return { x, filter, y: outShape, attrs }
}

const forward: Check = () =>
  fc.assert(
    fc.asyncProperty(geometry, fc.constantFrom(1, 2), async (g, dilation) => {
      const { x, filter, attrs } = convolution(g)
      const dilations = g.strides.every((s) => s === 1) && g.height > 9 && g.width > 9 ? dilation : 1
      await sameAsCpu('conv2d', {
        shapes: [x, filter],
        seed: g.seed,
        compute: (a, b) =>
          conv2d(
            a as Tensor4D,
            b as Tensor4D,
            g.strides,
            attrs.pad,
            'NHWC',
            dilations,
            attrs.dimRoundingMode,
          ),
      })
    }),
    runs(30),
  )

const fusedForward: Check = () =>
  fc.assert(
    fc.asyncProperty(geometry, fc.constantFrom('linear', 'relu', 'leakyrelu', 'sigmoid'), (g, activation) => {
      const { x, filter, attrs } = convolution(g)
      return sameAsCpu('fused conv2d', {
        shapes: [x, filter, [g.filters]],
        seed: g.seed,
        compute: (a, b, bias) =>
          fused.conv2d({
            x: a as Tensor4D,
            filter: b as Tensor4D,
            ...attrs,
            bias: bias!,
            activation: activation as 'relu',
            leakyreluAlpha: 0.2,
          }),
      })
    }),
    runs(15),
  )

const filterGradient: Check = () =>
  fc.assert(
    fc.asyncProperty(geometry, (g) => {
      const { x, filter, y, attrs } = convolution(g)
      return sameAsCpu('filter gradient', {
        shapes: [x, y],
        seed: g.seed,
        compute: (a, dy) =>
          kernel('Conv2DBackpropFilter', { x: a!, dy: dy! }, { ...attrs, filterShape: filter }),
      })
    }),
    runs(30),
  )

const inputGradient: Check = () =>
  fc.assert(
    fc.asyncProperty(geometry, (g) => {
      const { x, filter, y, attrs } = convolution(g)
      return sameAsCpu('input gradient', {
        shapes: [y, filter],
        seed: g.seed,
        compute: (dy, w) =>
          kernel('Conv2DBackpropInput', { dy: dy!, filter: w! }, { ...attrs, inputShape: x }),
      })
    }),
    runs(30),
  )

/** The kernel on the cpu backend, one of our variants on WebGL. */
function variantOf(fast: FastKernel, variant: number, inputs: Record<string, Tensor>, attrs: object): Tensor {
  if (getBackend() !== 'webgl') return kernel(fast.kernelName, inputs, attrs)
  const info = fast.run(installed()!.gpu, inputs, attrs as NamedAttrMap, variant)
  if (!info || Array.isArray(info)) throw new Error(`${fast.kernelName} leaves this to stock.`)
  return engine().makeTensorFromTensorInfo(info)
}

/** Every register tile, where channels fill texels: the input's gradient is a product a class of the stride there. */
const wholeTexels: Check = () =>
  fc.assert(
    fc.asyncProperty(
      geometry,
      fc.constantFrom(4, 8, 12),
      fc.constantFrom(4, 8, 20),
      async (random, channels, filters) => {
        const g = { ...random, channels, filters }
        const { x, filter, y, attrs } = convolution(g)
        const check = async (
          fast: FastKernel,
          shapes: number[][],
          [a, b]: [string, string],
          more: object,
        ) => {
          for (const variant of fast.variants ?? [])
            await sameAsCpu(`${fast.kernelName}, ${variant} rows`, {
              shapes,
              seed: g.seed,
              compute: (first, second) =>
                variantOf(fast, variant, { [a]: first!, [b]: second! }, { ...attrs, ...more }),
            })
        }
        await check(conv2DBackpropInput, [y, filter], ['dy', 'filter'], { inputShape: x })
        await check(conv2DBackpropFilter, [x, y], ['x', 'dy'], { filterShape: filter })
        await check(conv2D, [x, filter], ['x', 'filter'], { dilations: 1 })
      },
    ),
    runs(20),
  )

/** Operands whose texels lie as they did in another shape: a reshaped tensor keeps its texture. */
const reshaped: Check = () =>
  sameAsCpu('input gradient with reshaped operands', {
    shapes: [[2 * 5 * 5 * 4], [3 * 3 * 8 * 4]],
    compute: (dy, w) =>
      kernel(
        'Conv2DBackpropInput',
        { dy: reshape(add(dy!, 1), [2, 5, 5, 4]), filter: reshape(add(w!, 1), [3, 3, 8, 4]) },
        { strides: [2, 2], pad: 'same', dataFormat: 'NHWC', inputShape: [2, 9, 9, 8] },
      ),
  })

/** A long k, which is split into parts; a batch whose patches outgrow a texture's height. */
const long: Check = async () => {
  const attrs = { strides: 2, pad: 'same', dataFormat: 'NHWC' }
  await sameAsCpu('long filter gradient', {
    shapes: [
      [48, 28, 28, 1],
      [48, 14, 14, 8],
    ],
    compute: (x, dy) =>
      kernel('Conv2DBackpropFilter', { x: x!, dy: dy! }, { ...attrs, filterShape: [4, 4, 1, 8] }),
    tolerance: 2e-4,
  })
  // Classes of pixels whose tiles outgrow a texture's height too.
  await sameAsCpu('folded classes', {
    shapes: [
      [90, 14, 14, 4],
      [2, 2, 4, 4],
    ],
    compute: (x, w) => conv2dTranspose(x as Tensor4D, w as Tensor4D, [90, 28, 28, 4], 2, 'same'),
  })
  await sameAsCpu('transposed', {
    shapes: [
      [48, 14, 14, 4],
      [4, 4, 3, 4],
    ],
    compute: (x, w) => conv2dTranspose(x as Tensor4D, w as Tensor4D, [48, 28, 28, 3], 2, 'same'),
  })
}

/** An image of more values than a float counts to safely: addresses are ints there, and tiles lie folded. */
const large: Check = async () => {
  const attrs = { strides: 2, pad: 'valid', dataFormat: 'NHWC', dilations: 1 }
  const x = [1, 1450, 1450, 1]
  const filter = [2, 2, 1, 2]
  await sameAsCpu('large image', {
    shapes: [x, filter],
    compute: (a, w) => kernel('Conv2D', { x: a!, filter: w! }, attrs),
  })
  await sameAsCpu('large input gradient', {
    shapes: [[1, 725, 725, 2], filter],
    compute: (dy, w) => kernel('Conv2DBackpropInput', { dy: dy!, filter: w! }, { ...attrs, inputShape: x }),
  })
  await sameAsCpu('large input gradient in classes', {
    shapes: [
      [1, 725, 725, 4],
      [2, 2, 4, 4],
    ],
    compute: (dy, filter) =>
      kernel(
        'Conv2DBackpropInput',
        { dy: dy!, filter: filter! },
        { ...attrs, inputShape: [1, 1450, 1450, 4] },
      ),
  })
}

export const convolutionChecks: Check[] = [
  forward,
  fusedForward,
  filterGradient,
  inputGradient,
  wholeTexels,
  reshaped,
  long,
  large,
]
