import { loadKernels } from '../../src/backends/simd/load-browser'
import { createMemory } from '../../src/backends/simd/memory'
import { instantiate } from '../../src/backends/simd/module'

const TURNS = 500_000
const FLOP_PER_TURN = 96

/** GFLOP/s of one thread that does nothing but multiply-add on registers: the best of some runs. */
export async function machineLimit(): Promise<number> {
  const { module, shared } = await loadKernels()
  const wasm = instantiate(module, createMemory({ shared, maxBytes: 1 << 24 }))
  let best = Number.POSITIVE_INFINITY
  for (let i = 0; i < 30; i++) {
    const start = performance.now()
    wasm.peak!(TURNS)
    best = Math.min(best, performance.now() - start)
  }
  return (TURNS * FLOP_PER_TURN) / best / 1e6
}
