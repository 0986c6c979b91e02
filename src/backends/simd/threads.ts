import type { Heap } from './memory'
import { type KernelModule, SCRATCH_BYTES, type Wasm } from './module'
import {
  ARGUMENTS,
  CONTROL_BYTES,
  DONE,
  FUNCTION,
  type PoolTask,
  SHARE,
  STOP,
  TOTAL,
  WORD,
} from './pool-protocol'

/** Runs kernels in shares on several threads; every share computes what one thread would. */
export interface ThreadPool {
  /** The calling thread included. */
  readonly threads: number
  run(name: string, total: number, grain: number, args: number[]): void
  stop(): void
}

export type PoolSpawner = (
  threads: number,
  kernels: KernelModule,
  heap: Heap,
  wasm: Wasm,
) => Promise<ThreadPool | undefined>

/** A started worker that has been sent its task; the one thing in which browsers and Node differ. */
export interface PoolWorker {
  /** Resolves when it serves; rejects when it cannot start. */
  ready: Promise<void>
  terminate(): void
}

/** Shares for each thread: more of them even out threads of unequal speed, fewer cost less. */
const SHARES_PER_THREAD = 4
const MAX_SHARES = 255
/** Elementwise kernels need shares in whole vectors of bytes. */
const VECTOR = 16

/** Starts `threads` − 1 workers; undefined when they cannot be had, and one thread does it all. */
export async function startPool(
  threads: number,
  kernels: KernelModule,
  heap: Heap,
  wasm: Wasm,
  start: (task: PoolTask) => PoolWorker,
): Promise<ThreadPool | undefined> {
  const names = Object.keys(wasm).filter((name) => typeof wasm[name] === 'function')
  const control = heap.allocate(CONTROL_BYTES)
  heap.i32.fill(0, control >>> 2, (control + CONTROL_BYTES) >>> 2)
  const { memory } = heap
  const workers: PoolWorker[] = []
  try {
    for (let i = 1; i < threads; i++) {
      const scratch = heap.allocate(SCRATCH_BYTES)
      workers.push(start({ module: kernels.module, memory, scratch, control, names }))
    }
    await Promise.all(workers.map(({ ready }) => ready))
  } catch {
    for (const worker of workers) worker.terminate()
    return undefined
  }
  return new AtomicPool(
    threads,
    wasm,
    names,
    new Int32Array(memory.buffer, control),
    control,
    memory,
    workers,
  )
}

class AtomicPool implements ThreadPool {
  private readonly index: Map<string, number>
  private readonly args: Float64Array
  private job = 0
  private stopped = false

  constructor(
    readonly threads: number,
    private readonly wasm: Wasm,
    names: string[],
    private readonly control: Int32Array,
    pointer: number,
    memory: WebAssembly.Memory,
    private readonly workers: PoolWorker[],
  ) {
    this.index = new Map(names.map((name, i) => [name, i]))
    this.args = new Float64Array(memory.buffer, pointer + ARGUMENTS, (CONTROL_BYTES - ARGUMENTS) / 8)
  }

  run(name: string, total: number, grain: number, args: number[]): void {
    const kernel = this.wasm[name]!
    const wanted = Math.min(Math.ceil(total / grain), this.threads * SHARES_PER_THREAD, MAX_SHARES)
    const even = Math.ceil(total / wanted)
    const share = even > 4 * VECTOR ? Math.ceil(even / VECTOR) * VECTOR : even
    const shares = Math.ceil(total / share)
    if (shares < 2 || this.stopped) {
      kernel(...args, 0, total)
      return
    }
    const { control } = this
    control[FUNCTION] = this.index.get(name)!
    control[SHARE] = share
    control[TOTAL] = total
    this.args[0] = args.length
    this.args.set(args, 1)
    Atomics.store(control, DONE, 0)
    this.job = (this.job + 1) & 0x3fffff
    // Publishing the word publishes everything written before it.
    Atomics.store(control, WORD, (this.job << 8) | shares)
    Atomics.notify(control, WORD)
    let own = 0
    for (let part = this.claim(); part >= 0; part = this.claim()) {
      const begin = part * share
      kernel(...args, begin, Math.min(begin + share, total))
      own++
    }
    // Shares are short and already running: spinning beats sleeping, and is allowed everywhere.
    while (Atomics.load(control, DONE) + own < shares);
  }

  private claim(): number {
    return claimShare(this.control)
  }

  stop(): void {
    if (this.stopped) return
    this.stopped = true
    Atomics.store(this.control, WORD, STOP)
    Atomics.notify(this.control, WORD)
    for (const worker of this.workers) worker.terminate()
  }
}

/** Takes the next share of the current job: its number, or −1 when none is left. */
export function claimShare(control: Int32Array): number {
  for (;;) {
    const word = Atomics.load(control, WORD)
    const left = word & 0xff
    if (left === 0 || word === STOP) return -1
    if (Atomics.compareExchange(control, WORD, word, word - 1) === word) return left - 1
  }
}
