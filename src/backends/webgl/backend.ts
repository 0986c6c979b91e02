import type { DataId, DataType, KernelBackend, TensorInfo, TypedArray } from '@tensorflow/tfjs-core'
import type { FlatLayout } from './layout'

/** A texture as tfjs hands it out: the GL object and its shape in values, [rows, columns]. */
export interface TfjsTexture {
  texture: WebGLTexture
  texShape: [number, number]
}

/** tfjs's record of where a tensor lives; `flat` is ours and means that the texture has our layout. */
export interface TextureData {
  shape: number[]
  dtype: DataType
  values: TypedArray | null
  texture: TfjsTexture | null
  texShape: [number, number] | null
  usage: number | null
  isPacked?: boolean
  slice?: { flatOffset: number; origDataId: DataId } | null
  flat?: FlatLayout | null
}

/** The part of tfjs 4.22's WebGL backend that these kernels stand on. One place to check when tfjs moves. */
export interface WebGLBackend extends KernelBackend {
  texData: { get(dataId: DataId): TextureData; has(dataId: DataId): boolean }
  /** Tensors that share one texture (shallow slices), by the owner's data id. */
  dataRefCount: WeakMap<DataId, number>
  gpgpu: {
    gl: WebGL2RenderingContext
    parallelCompilationExtension?: { COMPLETION_STATUS_KHR: number } | null
    /** Resolves once the GPU has passed the fence: what a download waits for. */
    pollFence(fence: { isFencePassed(): boolean }): Promise<void>
  }
  binaryCache: Record<string, { webGLProgram: WebGLProgram; variablesLocations: unknown }>
  numBytesInGPU: number
  /** What `floatPrecision()` answers from then on. */
  floatPrecisionValue: 16 | 32 | null
  textureManager: {
    releaseTexture(texture: TfjsTexture, shape: [number, number], usage: number | null, packed: boolean): void
    numBytesAllocated: number
    numBytesFree: number
  }
  makeTensorInfo(shape: number[], dtype: DataType, values?: TypedArray): TensorInfo
  disposeIntermediateTensorInfo(info: TensorInfo): void
  acquireTexture(shape: [number, number], usage: number | null, dtype: DataType, packed: boolean): TfjsTexture
  unpackTensor(info: TensorInfo): TensorInfo
  decode(dataId: DataId, shape?: [number, number]): TensorInfo
  incRef(dataId: DataId): void
  /** Whether the data is gone: not where others still refer to it. */
  disposeData(dataId: DataId, force?: boolean): boolean
  getUniformLocations(): void
}
