/**
 * The control block in shared memory, as int32 indices.
 *
 * WORD holds job number · 256 + shares left. A thread takes a share by lowering it with one compare-and-exchange, so
 * it can only take from the job it saw; the next job is not published before every share taken is done.
 */
export const WORD = 0
export const DONE = 1
export const FUNCTION = 2
export const SHARE = 3
export const TOTAL = 4
/** Byte offset of float64s: how many arguments, then the arguments. */
export const ARGUMENTS = 64
export const CONTROL_BYTES = 1024
/** WORD's value that ends the workers. */
export const STOP = -1

export interface PoolTask {
  module: WebAssembly.Module
  memory: WebAssembly.Memory
  scratch: number
  control: number
  /** Kernel names by number. */
  names: string[]
}
