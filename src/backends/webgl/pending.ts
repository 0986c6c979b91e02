import { type DataId, engine, type TensorInfo } from '@tensorflow/tfjs-core'
import type { Tiles } from './gemm'
import type { Gpu } from './gpu'
import type { Flat } from './layout'

/** Tiles that wait for a reader take no more than this together; parts of k beyond `manyParts` are added up at once. */
const capBytes = 64 * 2 ** 20
const manyParts = 4

/** Two or fewer terms a value: C[r, c] = Σ_k A[r, k] B[c, k]. */
export interface ThinTerms {
  a: TensorInfo
  b: TensorInfo
  m: number
  n: number
  k: number
}

/** A product that is not in order yet, or not computed at all. */
export interface Waiting {
  tiles?: Tiles
  thin?: ThinTerms
  draw: (flat: Flat) => void
}

/**
 * Products that nobody has put in order yet: they lie in register tiles, or are so thin that two fetches give a value. An
 * elementwise kernel reads them as they are, as the update does a weight's gradient and an activation's gradient the product
 * before it, and so spares a pass and a copy; for anybody else they are drawn first (`settle` in layout.ts). What a tensor waits
 * for is given back when the tensor is disposed of or drawn.
 */
export class Pending {
  readonly #waiting = new Map<DataId, Waiting>()
  #bytes = 0
  /** Off while kernels are timed, which are to finish what they begin. */
  on = true

  constructor(private readonly gpu: Gpu) {}

  add(dataId: DataId, waiting: Waiting): void {
    this.#waiting.set(dataId, waiting)
    this.#bytes += waiting.tiles?.scratch.bytes ?? 0
    for (const operand of operandsOf(waiting)) this.gpu.backend.incRef(operand.dataId)
  }

  accepts({ n, splits, scratch }: Tiles): boolean {
    return this.on && n % 4 === 0 && splits <= manyParts && this.#bytes + scratch.bytes <= capBytes
  }

  has(dataId: DataId): boolean {
    return this.#waiting.has(dataId)
  }

  get(dataId: DataId): Waiting | undefined {
    return this.#waiting.get(dataId)
  }

  /** Draws the tensor, after which it waits no more. */
  finish(dataId: DataId, flat: Flat): void {
    this.#waiting.get(dataId)?.draw(flat)
    this.drop(dataId)
  }

  /** The tensor is gone, or drawn. */
  drop(dataId: DataId): void {
    const waiting = this.#waiting.get(dataId)
    if (!waiting) return
    this.#waiting.delete(dataId)
    if (waiting.tiles) {
      this.#bytes -= waiting.tiles.scratch.bytes
      this.gpu.scratch.release(waiting.tiles.scratch)
    }
    const { backend } = this.gpu
    for (const operand of operandsOf(waiting))
      if (backend.disposeData(operand.dataId)) engine().removeDataId(operand.dataId, backend)
  }

  /** Without operands: they belong to a backend that may be gone. */
  clear(): void {
    for (const { tiles } of this.#waiting.values()) if (tiles) this.gpu.scratch.release(tiles.scratch)
    this.#waiting.clear()
    this.#bytes = 0
  }
}

const operandsOf = ({ thin }: Waiting): TensorInfo[] => (thin ? [thin.a, thin.b] : [])
