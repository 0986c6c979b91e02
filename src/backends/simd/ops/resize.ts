import type { TensorInfo } from '@tensorflow/tfjs-core'
import type { SimdBackend } from '../backend'
import { bridge } from '../bridge'
import { ELEMENT_GRAIN, type KernelFunction, type KernelTable } from '../kernel'

interface ResizeAttrs {
  alignCorners: boolean
  halfPixelCenters: boolean
}

/** (source − 1) / (target − 1) when the corners align, source / target otherwise: as in tfjs. */
function scaleOf(source: number, target: number, alignCorners: boolean): number {
  return alignCorners && target > 1 ? (source - 1) / (target - 1) : source / target
}

type Entry = [lower: number, upper: number, weight: number]

function bilinearEntry(i: number, size: number, scale: number, half: boolean): Entry {
  const at = half ? scale * (i + 0.5) - 0.5 : scale * i
  const lower = Math.max(0, Math.floor(at))
  return [lower, Math.min(size - 1, Math.ceil(at)), at - lower]
}

function nearestEntry(
  i: number,
  size: number,
  scale: number,
  { alignCorners, halfPixelCenters }: ResizeAttrs,
): Entry {
  const at = halfPixelCenters ? scale * (i + 0.5) : scale * i
  let index = Math.min(size - 1, alignCorners ? Math.round(at) : Math.floor(at))
  if (halfPixelCenters) index = Math.max(0, index)
  return [index, index, 0]
}

/** Both axes' tables, 12 bytes an entry, at `pointer`. */
function writeTables(backend: SimdBackend, pointer: number, entries: Entry[]): void {
  const { i32, f32 } = backend.heap
  entries.forEach(([lower, upper, weight], i) => {
    const at = (pointer >>> 2) + i * 3
    i32[at] = lower
    i32[at + 1] = upper
    f32[at + 2] = weight
  })
}

/**
 * `small` [batch, height, width, channels] ↔ `large` [batch, outHeight, outWidth, channels], both as the forward op
 * sees them; `from` and `to` in the direction of this kernel.
 */
function run(
  backend: SimdBackend,
  wasmName: string,
  from: TensorInfo,
  to: TensorInfo,
  source: number[],
  target: number[],
  entry: (i: number, size: number, scale: number) => Entry,
  alignCorners: boolean,
): TensorInfo {
  const [batch, height, width, channels] = source as [number, number, number, number]
  const [, outHeight, outWidth] = target as [number, number, number, number]
  const axis = (size: number, outSize: number) =>
    Array.from({ length: outSize }, (_, i) => entry(i, size, scaleOf(size, outSize, alignCorners)))
  backend.withTemporary((outHeight + outWidth) * 12, (tables) => {
    writeTables(backend, tables, [...axis(height, outHeight), ...axis(width, outWidth)])
    const size = [height, width, outHeight, outWidth, channels]
    const grain = Math.max(1, Math.ceil(ELEMENT_GRAIN / 4 / Math.max(1, outHeight * outWidth * channels)))
    const pointers = [backend.pointer(from), backend.pointer(to), tables, tables + outHeight * 12]
    backend.run(wasmName, batch, grain, ...pointers, ...size)
  })
  return to
}

function forward(kernelName: string, wasmName: string, nearest: boolean): KernelFunction {
  return (args) => {
    const images = args.inputs.images!
    if (images.dtype !== 'float32' && !(nearest && images.dtype === 'int32')) return bridge(kernelName)(args)
    const attrs = args.attrs as unknown as ResizeAttrs
    const [outHeight, outWidth] = args.attrs.size as [number, number]
    const target = [images.shape[0]!, outHeight, outWidth, images.shape[3]!]
    const out = args.backend.output(target, images.dtype)
    const entry = nearest
      ? (i: number, size: number, scale: number) => nearestEntry(i, size, scale, attrs)
      : (i: number, size: number, scale: number) => bilinearEntry(i, size, scale, attrs.halfPixelCenters)
    return run(args.backend, wasmName, images, out, images.shape, target, entry, attrs.alignCorners)
  }
}

/** The adjoint of the forward op with the same tables. */
function backward(kernelName: string, wasmName: string, nearest: boolean): KernelFunction {
  return (args) => {
    const { images, dy } = args.inputs as { images: TensorInfo; dy: TensorInfo }
    if (dy.dtype !== 'float32') return bridge(kernelName)(args)
    const attrs = args.attrs as unknown as ResizeAttrs
    const out = args.backend.output(images.shape, 'float32')
    const entry = nearest
      ? (i: number, size: number, scale: number) => nearestEntry(i, size, scale, attrs)
      : (i: number, size: number, scale: number) => bilinearEntry(i, size, scale, attrs.halfPixelCenters)
    return run(args.backend, wasmName, dy, out, images.shape, dy.shape, entry, attrs.alignCorners)
  }
}

export const resizeKernels: KernelTable = {
  ResizeBilinear: forward('ResizeBilinear', 'resizeBilinear', false),
  ResizeBilinearGrad: backward('ResizeBilinearGrad', 'resizeBilinearGrad', false),
  ResizeNearestNeighbor: forward('ResizeNearestNeighbor', 'resizeNearest', true),
  ResizeNearestNeighborGrad: backward('ResizeNearestNeighborGrad', 'resizeNearestGrad', true),
}
