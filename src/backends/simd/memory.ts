import { DeviceError } from '../errors'

const PAGE = 65536
const ALIGNMENT = 64
/** Vectors may read a little past a buffer's end: the last buffer must not end at the memory's end. */
const SLACK = 256

export interface HeapOptions {
  shared: boolean
  /** The heap never grows past this. @default 2 GiB */
  maxBytes?: number
}

export function createMemory({ shared, maxBytes = 2 ** 31 }: HeapOptions): WebAssembly.Memory {
  const maximum = Math.min(65536, Math.ceil(maxBytes / PAGE))
  return new WebAssembly.Memory({ initial: Math.min(256, maximum), maximum, shared })
}

/**
 * The allocator: 64-byte aligned blocks in the WASM memory.
 *
 * A training step asks for the same sizes again and again, so freed blocks wait in a list of their exact
 * size. Only when a list is empty do the other lists merge into coalesced ranges, from which the best fit is
 * cut; only when none fits does the memory grow. Steady training therefore never grows.
 */
export class Heap {
  f32!: Float32Array
  i32!: Int32Array
  u8!: Uint8Array
  usedBytes = 0

  private readonly recycled = new Map<number, number[]>()
  private readonly rangeSize = new Map<number, number>()
  private readonly rangeByEnd = new Map<number, number>()
  private top: number

  constructor(
    readonly memory: WebAssembly.Memory,
    base: number,
    private readonly maxBytes = 2 ** 31,
  ) {
    this.top = roundUp(base)
    this.refresh()
  }

  /** Bytes of WASM memory in hand, used or not. */
  get capacity(): number {
    return this.u8.byteLength
  }

  allocate(bytes: number): number {
    // A NaN from a malformed shape would spoil every later pointer.
    if (!(bytes >= 0)) throw new RangeError(`Cannot allocate ${bytes} bytes.`)
    const size = roundUp(bytes)
    const pointer = this.recycled.get(size)?.pop() ?? this.carve(size)
    this.usedBytes += size
    return pointer
  }

  free(pointer: number, bytes: number): void {
    const size = roundUp(bytes)
    this.usedBytes -= size
    const list = this.recycled.get(size)
    if (list) list.push(pointer)
    else this.recycled.set(size, [pointer])
  }

  private carve(size: number): number {
    const fit = this.bestFit(size)
    if (fit !== undefined) return fit
    if (this.top + size + SLACK <= this.capacity) return this.bump(size)
    this.merge()
    return this.bestFit(size) ?? this.grow(size)
  }

  private bestFit(size: number): number | undefined {
    let best: number | undefined
    let bestSize = Number.POSITIVE_INFINITY
    for (const [start, length] of this.rangeSize) {
      if (length >= size && length < bestSize) {
        best = start
        bestSize = length
      }
    }
    if (best === undefined) return undefined
    this.removeRange(best, bestSize)
    if (bestSize > size) this.addRange(best + size, bestSize - size)
    return best
  }

  private bump(size: number): number {
    const pointer = this.top
    this.top += size
    return pointer
  }

  /** Returns every waiting block to the ranges, neighbours joined. */
  private merge(): void {
    for (const [size, list] of this.recycled) {
      for (const pointer of list) this.addRange(pointer, size)
      list.length = 0
    }
  }

  private addRange(start: number, size: number): void {
    const before = this.rangeByEnd.get(start)
    if (before !== undefined) {
      const length = this.rangeSize.get(before)!
      this.removeRange(before, length)
      this.addRange(before, length + size)
      return
    }
    const after = this.rangeSize.get(start + size)
    if (after !== undefined) {
      this.removeRange(start + size, after)
      this.addRange(start, size + after)
      return
    }
    if (start + size === this.top) {
      this.top = start
      return
    }
    this.rangeSize.set(start, size)
    this.rangeByEnd.set(start + size, start)
  }

  private removeRange(start: number, size: number): void {
    this.rangeSize.delete(start)
    this.rangeByEnd.delete(start + size)
  }

  private grow(size: number): number {
    const needed = this.top + size + SLACK
    if (needed > this.capacity) {
      const missing = Math.ceil((needed - this.capacity) / PAGE)
      // A quarter more than now saves growing again soon; exactly the need if that is too much.
      const ample = Math.max(missing, Math.ceil(Math.min(this.capacity / 4, 2 ** 28) / PAGE))
      if (needed > this.maxBytes || !(this.tryGrow(ample) || this.tryGrow(missing))) {
        throw new DeviceError(
          `Out of memory: ${mebibytes(this.usedBytes)} MiB in use, ${mebibytes(size)} MiB more were asked for.`,
        )
      }
    }
    return this.bump(size)
  }

  private tryGrow(pages: number): boolean {
    if (this.capacity + pages * PAGE > this.maxBytes) return false
    try {
      this.memory.grow(pages)
    } catch {
      return false
    }
    this.refresh()
    return true
  }

  /** Growing detaches (or, when shared, shortens) the old views. */
  private refresh(): void {
    const { buffer } = this.memory
    this.f32 = new Float32Array(buffer)
    this.i32 = new Int32Array(buffer)
    this.u8 = new Uint8Array(buffer)
  }
}

function roundUp(bytes: number): number {
  return Math.max(ALIGNMENT, Math.ceil(bytes / ALIGNMENT) * ALIGNMENT)
}

function mebibytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(0)
}
