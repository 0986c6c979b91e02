import type { TensorInfo } from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { SimdBackend } from '../../../src/backends/simd/backend'
import { loadKernels, spawn } from '../../../src/backends/simd/load-node'
import { createMemory, Heap } from '../../../src/backends/simd/memory'
import { instantiate, type Wasm } from '../../../src/backends/simd/module'
import { kernels } from '../../../src/backends/simd/ops/index'
import { seeded } from './compare'

/** Products that left zeros out, counted where one thread computes. */
let skipped = 0
const backends: Record<'dense' | 'skipping' | 'threads', SimdBackend> = {} as never

async function create(change: (wasm: Wasm) => Wasm, threads = 1): Promise<SimdBackend> {
  const module = await loadKernels({ shared: true })
  const memory = createMemory({ shared: true, maxBytes: 2 ** 28 })
  const wasm = instantiate(module.module, memory)
  const heap = new Heap(memory, wasm.heapBase!(), 2 ** 28)
  const pool = threads > 1 ? await spawn(threads, module, heap, wasm) : undefined
  return new SimdBackend(heap, change(wasm), pool)
}

beforeAll(async () => {
  backends.dense = await create((wasm) => ({ ...wasm, countZeros: () => 0 }))
  const counting = (wasm: Wasm): Wasm => ({
    ...wasm,
    gemmSparse(...args) {
      skipped++
      return wasm.gemmSparse!(...args)
    },
  })
  backends.skipping = await create(counting)
  backends.threads = await create((wasm) => wasm, 3)
})
afterAll(() => backends.threads.dispose())

interface Matrix {
  shape: number[]
  values: Float32Array
}

/** Zero where the next of a cheap sequence says so. */
function sparse(shape: number[], seed: number, zeros: number): Matrix {
  let state = seed | 1
  const values = Float32Array.from(seeded(shape, seed).values, (value) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32 < zeros ? 0 : value
  })
  return { shape, values }
}

function product(
  backend: SimdBackend,
  a: Matrix,
  b: Matrix,
  bias: Matrix,
  attrs: Record<string, unknown>,
): Float32Array {
  const put = ({ shape, values }: Matrix): TensorInfo => ({
    dataId: backend.write(values, shape, 'float32'),
    shape,
    dtype: 'float32',
  })
  const inputs = { a: put(a), b: put(b), bias: put(bias) }
  const out = kernels._FusedMatMul!({ inputs, attrs, backend }) as TensorInfo
  const values = backend.readSync(out.dataId) as Float32Array
  for (const x of [...Object.values(inputs), out]) backend.disposeData(x.dataId)
  return values
}

const bits = (values: Float32Array) => Buffer.from(values.buffer, values.byteOffset, values.byteLength)

const cases = fc.record({
  m: fc.integer({ min: 4, max: 150 }),
  k: fc.integer({ min: 32, max: 600 }),
  n: fc.integer({ min: 24, max: 120 }),
  zeros: fc.constantFrom(0.4, 0.5, 0.9, 1),
  transposeA: fc.boolean(),
  transposeB: fc.boolean(),
  activation: fc.constantFrom('linear', 'relu', 'leakyrelu', 'sigmoid'),
  seed: fc.nat(),
})

it('leaving zeros out gives the same bits as multiplying by them, on any number of threads', () => {
  fc.assert(
    fc.property(cases, ({ m, k, n, zeros, seed, ...attrs }) => {
      const a = sparse(attrs.transposeA ? [k, m] : [m, k], seed, zeros)
      const b = sparse(attrs.transposeB ? [n, k] : [k, n], seed + 1, 0)
      const bias = sparse([n], seed + 2, 0)
      const expected = product(backends.dense, a, b, bias, attrs)
      for (const backend of [backends.skipping, backends.threads])
        expect(bits(product(backend, a, b, bias, attrs)).equals(bits(expected))).toBe(true)
    }),
    { numRuns: 60 },
  )
  expect(skipped).toBeGreaterThan(30)
})

it('an infinity or NaN on the right still makes zero times it NaN, on the left it stays in its row', () => {
  const attrs = { transposeA: false, transposeB: false, activation: 'linear' }
  const [m, k, n] = [16, 64, 32]
  const bias = { shape: [n], values: new Float32Array(n) }
  for (const odd of [Number.NaN, Number.POSITIVE_INFINITY]) {
    const a = { shape: [m, k], values: new Float32Array(m * k) }
    const b = sparse([k, n], 1, 0)
    b.values[5 * n + 7] = odd
    const right = product(backends.skipping, a, b, bias, attrs)
    expect([...right].map(Number.isNaN)).toEqual([...right].map((_, i) => i % n === 7))
    a.values[3 * k + 9] = odd
    const left = product(backends.skipping, a, sparse([k, n], 1, 0), bias, attrs)
    expect([...left].map(Number.isFinite)).toEqual([...left].map((_, i) => Math.floor(i / n) !== 3))
  }
})
