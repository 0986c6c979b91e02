import {
  type BackendTimingInfo,
  type BackendValues,
  type DataId,
  type DataType,
  engine,
  KernelBackend,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core'
import type { Heap } from './memory'
import type { Wasm } from './module'
import { SCRATCH_BYTES } from './module'
import type { ThreadPool } from './threads'

/** Room for the layout descriptors of one kernel call. */
const LAYOUT_BYTES = 1 << 16

/**
 * One tensor's data. It is its own dataId, so looking it up costs nothing; tensors that come from another backend
 * bring their dataId along and are found through a map.
 */
export class SimdData {
  pointer = 0
  bytes = 0
  /** Strings, and complex values (interleaved), live outside the heap. */
  values: BackendValues | undefined
  refCount = 1
  live = true

  constructor(
    readonly dtype: DataType,
    readonly length: number,
  ) {}
}

export class SimdBackend extends KernelBackend {
  /** Kernels that ran through tfjs's CPU backend since the start (or the last reset). */
  readonly fallbacks = new Set<string>()
  private readonly adopted = new WeakMap<DataId, SimdData>()
  private count = 0
  private readonly layoutPointer: number

  constructor(
    readonly heap: Heap,
    readonly wasm: Wasm,
    private readonly pool?: ThreadPool,
  ) {
    super()
    this.layoutPointer = heap.allocate(LAYOUT_BYTES)
    wasm.setScratch!(heap.allocate(SCRATCH_BYTES))
  }

  get threads(): number {
    return this.pool?.threads ?? 1
  }

  /** `name(...args, begin, end)` over [0, total), in shares of at least `grain` where that pays. */
  run(name: string, total: number, grain: number, ...args: number[]): void {
    if (total <= 0) return
    if (this.pool !== undefined && total > grain) this.pool.run(name, total, grain, args)
    else this.wasm[name]!(...args, 0, total)
  }

  /** Writes int32s where kernels read their layout; valid until the next call. */
  layout(values: ArrayLike<number>): number {
    this.heap.i32.set(values, this.layoutPointer >>> 2)
    return this.layoutPointer
  }

  /** Working memory for one kernel call. */
  withTemporary<T>(bytes: number, use: (pointer: number) => T): T {
    const pointer = this.heap.allocate(bytes)
    try {
      return use(pointer)
    } finally {
      this.heap.free(pointer, bytes)
    }
  }

  /** A new tensor whose values are undefined until a kernel fills them. */
  output(shape: number[], dtype: DataType): TensorInfo {
    const data = new SimdData(dtype, util.sizeFromShape(shape))
    this.reserve(data)
    this.count++
    return { dataId: data, shape, dtype }
  }

  /** The same data under another shape or name. */
  alias(x: TensorInfo, shape = x.shape): TensorInfo {
    this.data(x.dataId).refCount++
    return { dataId: x.dataId, shape, dtype: x.dtype }
  }

  pointer(x: TensorInfo): number {
    return this.data(x.dataId).pointer
  }

  data(dataId: DataId): SimdData {
    if (dataId instanceof SimdData && dataId.live) return dataId
    let data = this.adopted.get(dataId)
    if (!data) {
      // Owned by another backend: the engine reads it there and calls move() here.
      engine().moveData(this, dataId)
      data = this.adopted.get(dataId)!
    }
    return data
  }

  dispose1(x: TensorInfo): void {
    this.disposeData(x.dataId)
  }

  override write(values: BackendValues, shape: number[], dtype: DataType): DataId {
    const data = new SimdData(dtype, util.sizeFromShape(shape))
    this.fill(data, values)
    this.count++
    return data
  }

  override move(dataId: DataId, values: BackendValues, shape: number[], dtype: DataType, refCount: number) {
    const data = new SimdData(dtype, util.sizeFromShape(shape))
    this.fill(data, values)
    data.refCount = refCount
    this.adopted.set(dataId, data)
    this.count++
  }

  private reserve(data: SimdData): void {
    data.bytes = data.length * (data.dtype === 'bool' ? 1 : 4)
    data.pointer = this.heap.allocate(data.bytes)
  }

  private fill(data: SimdData, values: BackendValues): void {
    if (data.dtype === 'string' || data.dtype === 'complex64') {
      data.values = values
      return
    }
    this.reserve(data)
    if (values == null) return
    const { heap, pointer } = { heap: this.heap, pointer: data.pointer }
    const numbers = values as Float32Array
    if (data.dtype === 'float32') heap.f32.set(numbers, pointer >>> 2)
    else if (data.dtype === 'int32') heap.i32.set(numbers, pointer >>> 2)
    else heap.u8.set(numbers, pointer)
  }

  override readSync(dataId: DataId): BackendValues {
    const { values, dtype, pointer, length } = this.data(dataId)
    if (values) return values
    if (dtype === 'float32') return this.heap.f32.slice(pointer >>> 2, (pointer >>> 2) + length)
    if (dtype === 'int32') return this.heap.i32.slice(pointer >>> 2, (pointer >>> 2) + length)
    return this.heap.u8.slice(pointer, pointer + length)
  }

  override async read(dataId: DataId): Promise<BackendValues> {
    return this.readSync(dataId)
  }

  override disposeData(dataId: DataId, force = false): boolean {
    const own = dataId instanceof SimdData && dataId.live
    const data = own ? dataId : this.adopted.get(dataId)
    if (!data) return true
    data.refCount--
    if (!force && data.refCount > 0) return false
    if (data.bytes > 0 || data.pointer > 0) this.heap.free(data.pointer, data.bytes)
    data.live = false
    data.values = undefined
    if (!own) this.adopted.delete(dataId)
    this.count--
    return true
  }

  override refCount(dataId: DataId): number {
    const data = dataId instanceof SimdData && dataId.live ? dataId : this.adopted.get(dataId)
    return data?.refCount ?? 0
  }

  override incRef(dataId: DataId): void {
    this.data(dataId).refCount++
  }

  override numDataIds(): number {
    return this.count
  }

  override memory() {
    return { unreliable: false, heapBytes: this.heap.capacity, heapUsedBytes: this.heap.usedBytes }
  }

  override floatPrecision(): 32 {
    return 32
  }

  override async time(f: () => void): Promise<BackendTimingInfo> {
    const start = util.now()
    f()
    return { kernelMs: util.now() - start }
  }

  override dispose(): void {
    this.pool?.stop()
  }
}
