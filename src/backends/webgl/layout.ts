import { webgl_util } from '@tensorflow/tfjs-backend-webgl'
import { type DataType, type TensorInfo, type TypedArray, util } from '@tensorflow/tfjs-core'
import type { TextureData } from './backend'
import type { Gpu } from './gpu'
import type { Waiting } from './pending'

/**
 * The flat layout. Texel t of an RGBA32F texture holds the values 4t … 4t + 3 of the tensor in row-major order, and sits
 * at x = t mod width, y = ⌊t / width⌋. Reshaping is free, an elementwise op reads four values a fetch without arithmetic
 * on coordinates, upload and download need no pass. Values beyond the tensor's last one are undefined.
 *
 * tfjs has two layouts of its own (one value a texel, or 2×2 blocks); a tensor is turned into one of those in place when
 * a stock kernel asks for it, and into the flat one when a kernel of ours does.
 */
export interface FlatLayout {
  width: number
  height: number
}

/** A tensor in the flat layout, as kernels read it. */
export interface Flat extends FlatLayout {
  texture: WebGLTexture
  size: number
  shape: number[]
}

/**
 * Rows of the last dimension stay whole on a line where they can, since the matrix product walks along them; otherwise
 * the texture is about square.
 */
export function flatLayout(shape: number[], maxTexture: number): FlatLayout {
  const size = util.sizeFromShape(shape)
  const texels = Math.max(1, Math.ceil(size / 4))
  const last = shape[shape.length - 1] ?? 1
  if (last % 4 === 0 && last / 4 <= maxTexture && last > 0) {
    const rows = size / last
    let width = last / 4
    while (width * maxTexture * 4 < size) width *= 2
    if (width <= maxTexture) return { width, height: Math.ceil((rows * last) / 4 / width) }
  }
  const width = 2 ** Math.ceil(Math.log2(Math.sqrt(texels)))
  return { width, height: Math.ceil(texels / width) }
}

const record = (gpu: Gpu, info: TensorInfo): TextureData => gpu.backend.texData.get(info.dataId)

/** Whether the tensor's texture is flat now. */
export const isFlat = (data: TextureData): boolean => data.flat != null && data.texture != null

/** A new flat tensor; the kernel draws into `texture`. */
export function makeFlat(
  gpu: Gpu,
  shape: number[],
  dtype: DataType = 'float32',
  layout: FlatLayout = flatLayout(shape, gpu.maxTexture),
): { info: TensorInfo; flat: Flat } {
  const info = gpu.backend.makeTensorInfo(shape, dtype)
  const texture = adopt(gpu, record(gpu, info), layout, dtype)
  return { info, flat: { ...layout, texture, size: util.sizeFromShape(shape), shape } }
}

/** A tensor that is not drawn until somebody needs it in order (pending.ts). */
export function makeLater(gpu: Gpu, shape: number[], waiting: Waiting): TensorInfo {
  const info = gpu.backend.makeTensorInfo(shape, 'float32')
  gpu.pending.add(info.dataId, waiting)
  return info
}

/** Draws a tensor that waits. */
export function settle(gpu: Gpu, { dataId }: Pick<TensorInfo, 'dataId'>): void {
  if (!gpu.pending.has(dataId)) return
  const data = gpu.backend.texData.get(dataId)
  const layout = flatLayout(data.shape, gpu.maxTexture)
  const texture = adopt(gpu, data, layout, data.dtype)
  gpu.pending.finish(dataId, { ...layout, texture, size: util.sizeFromShape(data.shape), shape: data.shape })
}

/** Gives the record a flat texture from tfjs's own pool: to tfjs it is a 2×2-packed one of twice the sides. */
function adopt(gpu: Gpu, data: TextureData, layout: FlatLayout, dtype: DataType): WebGLTexture {
  data.isPacked = true
  data.texShape = [2 * layout.height, 2 * layout.width]
  data.texture = gpu.backend.acquireTexture(data.texShape, null, dtype, true)
  data.usage = null
  data.flat = layout
  return data.texture.texture
}

/** Gives back the record's texture, which the data has left. tfjs's pool tells an undefined `isPacked` from false. */
function release(
  gpu: Gpu,
  data: Pick<TextureData, 'texture' | 'texShape' | 'usage' | 'isPacked' | 'dtype'>,
): void {
  const [rows, columns] = data.texShape!
  gpu.backend.numBytesInGPU -= rows * columns * util.bytesPerElement(data.dtype as 'float32')
  gpu.backend.textureManager.releaseTexture(
    data.texture!,
    data.texShape!,
    data.usage ?? null,
    data.isPacked as boolean,
  )
}

/**
 * Runs `use` with the inputs in the flat layout. A tensor changes its layout in place; where others share its texture
 * (slices) a temporary copy serves.
 */
export function withFlat<R>(gpu: Gpu, inputs: TensorInfo[], use: (...flats: Flat[]) => R): R {
  const temporary: TensorInfo[] = []
  const flats = inputs.map((info) => {
    settle(gpu, info)
    const data = record(gpu, info)
    const own = (layout: FlatLayout): Flat => ({
      ...layout,
      texture: data.texture!.texture,
      size: util.sizeFromShape(info.shape),
      shape: info.shape,
    })
    if (isFlat(data)) return own(data.flat!)
    if (data.texture == null && data.values != null && !data.slice) {
      upload(gpu, data, info)
      return own(data.flat!)
    }
    if (data.texture == null) {
      // Compiling ahead: a stock kernel has left its result without a texture, and nobody looks at the values.
      const layout = flatLayout(info.shape, gpu.maxTexture)
      adopt(gpu, data, layout, info.dtype)
      return own(layout)
    }
    let source = info
    let unpacked = data
    if (data.texture != null && data.isPacked) {
      source = gpu.backend.unpackTensor({ ...info, shape: data.shape })
      temporary.push(source)
      unpacked = record(gpu, source)
    }
    const layout = flatLayout(info.shape, gpu.maxTexture)
    const shared = data.slice != null || gpu.backend.dataRefCount.has(info.dataId)
    if (shared) {
      const copy = makeFlat(gpu, info.shape, info.dtype, layout)
      temporary.push(copy.info)
      flatten(gpu, unpacked, copy.flat, data.slice?.flatOffset ?? 0)
      return copy.flat
    }
    const old = { ...data }
    const target = adopt(gpu, data, layout, info.dtype)
    flatten(gpu, source === info ? old : unpacked, { ...layout, texture: target }, 0)
    release(gpu, old)
    return own(layout)
  })
  try {
    return use(...flats)
  } finally {
    for (const info of temporary) gpu.backend.disposeIntermediateTensorInfo(info)
  }
}

/** Values on the CPU go straight into the flat texture. */
function upload(gpu: Gpu, data: TextureData, info: TensorInfo): void {
  const layout = flatLayout(info.shape, gpu.maxTexture)
  const texels = new Float32Array(4 * layout.width * layout.height)
  texels.set(data.values as TypedArray)
  const texture = adopt(gpu, data, layout, info.dtype)
  const { gl } = gpu
  gl.activeTexture(gl.TEXTURE0)
  gl.bindTexture(gl.TEXTURE_2D, texture)
  gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, layout.width, layout.height, gl.RGBA, gl.FLOAT, texels)
  data.values = null
}

/** One value a texel → flat: four fetches. */
function flatten(
  gpu: Gpu,
  from: TextureData,
  to: FlatLayout & { texture: WebGLTexture },
  offset: number,
): void {
  gpu.run(
    {
      key: 'flatten',
      inputs: [from.texture!.texture],
      ints: [from.texShape![1], to.width, offset],
      outputs: [to.texture],
      width: to.width,
      height: to.height,
      source: () => `
float at(int e) { return texelFetch(A, divide(e, u[0]).yx, 0).r; }
void main() {
  int e = 4 * (int(gl_FragCoord.y) * u[1] + int(gl_FragCoord.x)) + u[2];
  o0 = vec4(at(e), at(e + 1), at(e + 2), at(e + 3));
}`,
    },
    true,
  )
}

/** Back to tfjs's layout of one value a texel, in place, for a stock kernel. */
export function toStock(gpu: Gpu, info: TensorInfo): void {
  if (!gpu.backend.texData.has(info.dataId)) return
  settle(gpu, info)
  const data = record(gpu, info)
  if (!isFlat(data)) return
  const old = { ...data }
  const texShape = webgl_util.getTextureShapeFromLogicalShape(data.shape) as [number, number]
  data.isPacked = false
  data.texShape = texShape
  data.flat = null
  data.texture = gpu.backend.acquireTexture(texShape, null, data.dtype, false)
  const [height, width] = texShape
  gpu.run(
    {
      key: 'unflatten',
      inputs: [old.texture!.texture],
      ints: [old.flat!.width, width],
      outputs: [data.texture.texture],
      width,
      height,
      source: () => `
void main() {
  int e = int(gl_FragCoord.y) * u[1] + int(gl_FragCoord.x);
  o0 = vec4(valueAt(A, e, u[0]));
}`,
    },
    true,
  )
  release(gpu, old)
}

/** The flat texture with another width, for a download of tfjs's dense shape. */
export function toDense(gpu: Gpu, info: TensorInfo, layout: FlatLayout): TensorInfo {
  const data = record(gpu, info)
  const out = makeFlat(gpu, info.shape, info.dtype, layout)
  gpu.run(
    {
      key: 'relayout',
      inputs: [data.texture!.texture],
      ints: [data.flat!.width, layout.width],
      outputs: [out.flat.texture],
      width: layout.width,
      height: layout.height,
      source: () => `
void main() {
  o0 = texelAt(A, int(gl_FragCoord.y) * u[1] + int(gl_FragCoord.x), u[0]);
}`,
    },
    true,
  )
  return out.info
}
