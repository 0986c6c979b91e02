import { instantiate } from './module'
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
import { claimShare } from './threads'

/** Looks this often for the next job before it sleeps: a few microseconds, as the ops of a step follow closely. */
const SPINS = 2000

/** A worker thread's life: take shares, else wait. Never returns before STOP. */
export function servePool({ module, memory, scratch, control: pointer, names }: PoolTask): void {
  const wasm = instantiate(module, memory)
  wasm.setScratch!(scratch)
  const kernels = names.map((name) => wasm[name]!)
  const control = new Int32Array(memory.buffer, pointer, CONTROL_BYTES / 4)
  const args = new Float64Array(memory.buffer, pointer + ARGUMENTS, (CONTROL_BYTES - ARGUMENTS) / 8)
  for (;;) {
    const part = claimShare(control)
    if (part >= 0) {
      const begin = part * control[SHARE]!
      const end = Math.min(begin + control[SHARE]!, control[TOTAL]!)
      kernels[control[FUNCTION]!]!(...args.subarray(1, 1 + args[0]!), begin, end)
      Atomics.add(control, DONE, 1)
      continue
    }
    const word = Atomics.load(control, WORD)
    if (word === STOP) return
    let spins = SPINS
    while (spins-- > 0 && Atomics.load(control, WORD) === word);
    if (spins < 0) Atomics.wait(control, WORD, word)
  }
}
