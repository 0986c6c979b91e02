import { backend_util, type TensorInfo, util } from '@tensorflow/tfjs-core'
import { activationKind, type FusedAttrs, finish } from '../activation'
import type { SimdBackend } from '../backend'
import { bridge } from '../bridge'
import {
  blockGrain,
  blockRows,
  type Epilogue,
  PLAIN,
  pack,
  packedBytes,
  panelsOf,
  TILE_ROWS,
  wholeTiles,
} from '../gemm'
import { isFloat, type KernelArgs, type KernelTable } from '../kernel'
import { COLUMN_BYTES } from '../module'
import { hasManyZeros, packFor, SPARSE_ROWS } from '../sparse'

/** Pixels whose patches and gradients stay in the L1 cache while a filter gradient passes over them. */
const FILTER_BLOCK_PIXELS = 256
/** Floats of a block of columns in Conv2DBackpropInput. */
const COLUMN_FLOATS = 1 << 16

type Shape4 = [number, number, number, number]
type ConvInfo = backend_util.Conv2DInfo

interface ConvAttrs {
  strides: [number, number] | number
  pad: 'valid' | 'same' | number | backend_util.ExplicitPadding
  dataFormat?: 'NHWC' | 'NCHW'
  dilations?: [number, number] | number
  dimRoundingMode?: 'floor' | 'round' | 'ceil'
}

/** Undefined for what goes through the bridge: NCHW, grouped filters. */
function convInfo(args: KernelArgs, x: number[], filter: number[]): ConvInfo | undefined {
  const { strides, pad, dilations, dimRoundingMode, dataFormat } = args.attrs as unknown as ConvAttrs
  if (dataFormat === 'NCHW' || x[3] !== filter[2]) return undefined
  const spread = dilations ?? 1
  return backend_util.computeConv2DInfo(x as Shape4, filter as Shape4, strides, spread, pad, dimRoundingMode)
}

/** Padded images and how a patch lies in them. */
interface Patches {
  x: number
  image: number
  row: number
  pixel: number
  /** Byte offsets of a patch's runs, each `length` floats long. */
  offsets: number[]
  length: number
}

/** Calls `use` with images padded so far that every patch lies inside; unpadded ones are used as they are. */
function withPatches(backend: SimdBackend, x: number, info: ConvInfo, use: (patches: Patches) => void): void {
  const { inHeight, inWidth, inChannels, padInfo, batchSize, strideHeight, strideWidth } = info
  const needHeight = (info.outHeight - 1) * strideHeight + info.effectiveFilterHeight
  const needWidth = (info.outWidth - 1) * strideWidth + info.effectiveFilterWidth
  const { top, left } = padInfo
  const inside = top === 0 && left === 0 && needHeight <= inHeight && needWidth <= inWidth
  const height = inside ? inHeight : Math.max(top + inHeight, needHeight)
  const width = inside ? inWidth : Math.max(left + inWidth, needWidth)
  const pixel = inChannels * 4
  const line = width * pixel
  const geometry = {
    image: height * line,
    row: strideHeight * line,
    pixel: strideWidth * pixel,
    ...patchRuns(info, line),
  }
  if (inside) {
    use({ x, ...geometry })
    return
  }
  backend.withTemporary(batchSize * height * line, (padded) => {
    const grain = Math.max(1, Math.ceil((1 << 18) / (height * line)))
    const lineIn = inWidth * pixel
    backend.run('padImages', batchSize, grain, x, inHeight, lineIn, padded, height, line, top, left * pixel)
    use({ x: padded, ...geometry })
  })
}

/** One run for each filter row, or for each tap when the taps stand apart. */
function patchRuns(info: ConvInfo, line: number): Pick<Patches, 'offsets' | 'length'> {
  const { filterHeight, filterWidth, inChannels, dilationHeight, dilationWidth } = info
  const offsets: number[] = []
  for (let ky = 0; ky < filterHeight; ky++) {
    const row = ky * dilationHeight * line
    if (dilationWidth === 1) offsets.push(row)
    else for (let kx = 0; kx < filterWidth; kx++) offsets.push(row + kx * dilationWidth * inChannels * 4)
  }
  return { offsets, length: (dilationWidth === 1 ? filterWidth : 1) * inChannels }
}

function conv2d(
  backend: SimdBackend,
  x: TensorInfo,
  filter: TensorInfo,
  info: ConvInfo,
  { bias, kind, alpha }: Epilogue,
): TensorInfo {
  const out = backend.output(info.outShape, 'float32')
  const pixels = info.batchSize * info.outHeight * info.outWidth
  const n = info.outChannels
  const k = info.filterHeight * info.filterWidth * info.inChannels
  if (pixels * n === 0) return out
  backend.withTemporary(packedBytes(k, n), (packed) => {
    const [rows, width] = [info.batchSize * info.inHeight, info.inWidth * info.inChannels]
    const run = patchRuns(info, 0).length
    const zeros = hasManyZeros(backend, backend.pointer(x), rows, width, run, n)
    const sparse = packFor(backend, zeros, backend.pointer(filter), k, n, false, packed)
    withPatches(backend, backend.pointer(x), info, (p) => {
      const block = sparse ? SPARSE_ROWS : blockRows(k)
      const grain = blockGrain(block, k, n)
      const runs = backend.layout(p.offsets)
      const source = [p.x, p.image, p.row, p.pixel, info.outHeight, info.outWidth, pixels]
      const target = [packed, n, backend.pointer(out), bias, kind, alpha, block, sparse ? 1 : 0]
      const items = Math.ceil(pixels / block)
      backend.run('conv', items, grain, ...source, runs, p.offsets.length, p.length, ...target)
    })
  })
  return out
}

/** dW [filterHeight, filterWidth, inChannels, outChannels] = Σ over pixels of patchᵀ · dy */
function convFilter(backend: SimdBackend, x: TensorInfo, dy: TensorInfo, info: ConvInfo): TensorInfo {
  const out = backend.output(info.filterShape, 'float32')
  const lines = info.batchSize * info.outHeight
  const pixels = lines * info.outWidth
  const n = info.outChannels
  const size = util.sizeFromShape(info.filterShape)
  if (pixels * size === 0) {
    backend.run('fill', size, size, backend.pointer(out), 0)
    return out
  }
  backend.withTemporary(packedBytes(pixels, n), (packed) => {
    pack(backend, backend.pointer(dy), pixels, n, false, packed)
    withPatches(backend, backend.pointer(x), info, (p) => {
      const block = Math.max(1, Math.floor(FILTER_BLOCK_PIXELS / info.outWidth))
      const tiles = p.offsets.length * Math.ceil(p.length / TILE_ROWS)
      const grain = blockGrain(TILE_ROWS, pixels, n)
      const source = [p.x, p.image, p.row, p.pixel, info.outHeight, info.outWidth, lines]
      const runs = [backend.layout(p.offsets), p.offsets.length, p.length]
      backend.run('convFilter', tiles, grain, ...source, ...runs, packed, n, backend.pointer(out), block)
    })
  })
  return out
}

/** dx [batch, inHeight, inWidth, inChannels]: the transpose of conv2d, which is also conv2dTranspose. */
function convInput(backend: SimdBackend, dy: TensorInfo, filter: TensorInfo, info: ConvInfo): TensorInfo {
  const out = backend.output(info.inShape, 'float32')
  const columns = info.filterHeight * info.filterWidth * info.inChannels
  const k = info.outChannels
  const size = util.sizeFromShape(info.inShape)
  if (info.outHeight * info.outWidth * columns * k === 0) {
    backend.run('fill', size, size, backend.pointer(out), 0)
    return out
  }
  backend.withTemporary(packedBytes(k, columns), (packed) => {
    const image = info.outHeight * info.outWidth * k
    const zeros = hasManyZeros(backend, backend.pointer(dy), info.batchSize, image, k, columns)
    const sparse = packFor(backend, zeros, backend.pointer(filter), k, columns, true, packed)
    const block = wholeTiles(COLUMN_FLOATS / columns, TILE_ROWS, sparse ? SPARSE_ROWS - 4 : 126)
    const grain = blockGrain(info.outHeight * info.outWidth, k, columns)
    const source = [backend.pointer(dy), info.outHeight, info.outWidth, k, packed]
    const target = [backend.pointer(out), info.inHeight, info.inWidth, info.inChannels]
    const taps = [info.filterHeight, info.filterWidth, info.strideHeight, info.strideWidth]
    const { top, left } = info.padInfo
    backend.run(
      'convInput',
      info.batchSize,
      grain,
      ...source,
      ...target,
      ...taps,
      top,
      left,
      block,
      sparse ? 1 : 0,
    )
  })
  return out
}

/** The smallest block of columns has to fit into a thread's scratch. */
const columnsFit = (info: ConvInfo) =>
  info.filterHeight * info.filterWidth * info.inChannels * 4 * TILE_ROWS <= COLUMN_BYTES &&
  panelsOf(info.outChannels) > 0

export const convKernels: KernelTable = {
  Conv2D: (args) => {
    const { x, filter } = args.inputs as { x: TensorInfo; filter: TensorInfo }
    const info = isFloat(x, filter) && convInfo(args, x.shape, filter.shape)
    return info ? conv2d(args.backend, x, filter, info, PLAIN) : bridge('Conv2D')(args)
  },

  FusedConv2D: (args) => {
    const { x, filter, bias, preluActivationWeights: slopes } = args.inputs
    const { activation, leakyreluAlpha } = args.attrs as unknown as FusedAttrs
    const info = isFloat(x, filter, bias, slopes) && convInfo(args, x!.shape, filter!.shape)
    const kind = activationKind(activation)
    const row = bias === undefined || util.sizeFromShape(bias.shape) === filter!.shape[3]
    if (!info || kind === undefined || !row) return bridge('FusedConv2D')(args)
    const { backend } = args
    const epilogue = { bias: bias ? backend.pointer(bias) : 0, kind, alpha: leakyreluAlpha ?? 0 }
    return finish(backend, conv2d(backend, x!, filter!, info, epilogue), undefined, slopes)
  },

  Conv2DBackpropFilter: (args) => {
    const { x, dy } = args.inputs as { x: TensorInfo; dy: TensorInfo }
    const info = isFloat(x, dy) && convInfo(args, x.shape, args.attrs.filterShape as number[])
    return info && util.arraysEqual(dy.shape, info.outShape)
      ? convFilter(args.backend, x, dy, info)
      : bridge('Conv2DBackpropFilter')(args)
  },

  Conv2DBackpropInput: (args) => {
    const { dy, filter } = args.inputs as { dy: TensorInfo; filter: TensorInfo }
    const info = isFloat(dy, filter) && convInfo(args, args.attrs.inputShape as number[], filter.shape)
    const fits = info && columnsFit(info) && util.arraysEqual(dy.shape, info.outShape)
    if (!fits) return bridge('Conv2DBackpropInput')(args)
    return convInput(args.backend, dy, filter, info)
  },
}
