import { setFlagsFromString } from 'node:v8'
import type { TensorInfo } from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { SimdBackend } from '../../../src/backends/simd/backend'
import { loadKernels, spawn } from '../../../src/backends/simd/load-node'
import { createMemory, Heap } from '../../../src/backends/simd/memory'
import { instantiate } from '../../../src/backends/simd/module'
import { kernels } from '../../../src/backends/simd/ops/index'
import { seeded } from './compare'

// Node 20 has relaxed SIMD behind this flag; later ones have it anyway.
setFlagsFromString('--experimental-wasm-relaxed-simd')

/** The four modules that are built, those with shared memory on several threads. */
const variants = [
  { relaxed: false, shared: false, threads: 1 },
  { relaxed: true, shared: false, threads: 1 },
  ...[false, true].flatMap((relaxed) => [1, 2, 4].map((threads) => ({ relaxed, shared: true, threads }))),
]
const backends: SimdBackend[] = []

async function create(relaxed: boolean, shared: boolean, threads: number): Promise<SimdBackend> {
  const module = await loadKernels({ relaxed, shared })
  const memory = createMemory({ shared, maxBytes: 2 ** 28 })
  const wasm = instantiate(module.module, memory)
  const heap = new Heap(memory, wasm.heapBase!(), 2 ** 28)
  const pool = threads > 1 ? await spawn(threads, module, heap, wasm) : undefined
  return new SimdBackend(heap, wasm, pool)
}

beforeAll(async () => {
  for (const { relaxed, shared, threads } of variants) backends.push(await create(relaxed, shared, threads))
})
afterAll(() => {
  for (const backend of backends) backend.dispose()
})

type Shapes = Record<string, number[]>

/** The kernel's result on one backend; shapes are large enough to be shared out. */
function compute(
  backend: SimdBackend,
  name: string,
  shapes: Shapes,
  attrs: Record<string, unknown>,
): Float32Array {
  const inputs: Record<string, TensorInfo> = {}
  for (const [key, shape] of Object.entries(shapes)) {
    const values = Float32Array.from(seeded(shape, key.charCodeAt(0)).values)
    inputs[key] = { dataId: backend.write(values, shape, 'float32'), shape, dtype: 'float32' }
  }
  const [result] = [kernels[name]!({ inputs, attrs, backend })].flat()
  const values = backend.readSync(result!.dataId) as Float32Array
  for (const x of [...Object.values(inputs), result!]) backend.disposeData(x.dataId)
  return values
}

const conv = { strides: [2, 2], pad: 'same', dataFormat: 'NHWC', dilations: 1 }
const X = [8, 28, 28, 24]
const DY = [8, 14, 14, 40]
const FILTER = [4, 4, 24, 40]

const cases: Array<[string, Shapes, Record<string, unknown>]> = [
  ['BatchMatMul', { a: [301, 203], b: [203, 307] }, { transposeA: false, transposeB: false }],
  ['BatchMatMul', { a: [203, 301], b: [307, 203] }, { transposeA: true, transposeB: true }],
  ['BatchMatMul', { a: [16, 900], b: [900, 1000] }, { transposeA: false, transposeB: false }],
  ['Conv2D', { x: X, filter: FILTER }, conv],
  ['Conv2DBackpropInput', { dy: DY, filter: FILTER }, { ...conv, inputShape: X }],
  ['Conv2DBackpropFilter', { x: X, dy: DY }, { ...conv, filterShape: FILTER }],
  ['Tanh', { x: [333, 777] }, {}],
  ['Add', { a: [333, 777], b: [777] }, {}],
  ['Sum', { x: [333, 1777] }, { axis: [0], keepDims: false }],
  ['Sum', { x: [333, 1777] }, { axis: [1], keepDims: false }],
  ['Transpose', { x: [333, 1777] }, { perm: [1, 0] }],
  ['Softmax', { logits: [3333, 177] }, { dim: 1 }],
  ['MaxPool', { x: X }, { filterSize: 3, strides: 2, pad: 'same' }],
]

const bits = (values: Float32Array) => Buffer.from(values.buffer, values.byteOffset, values.byteLength)

it.each(cases)(
  '%s %j: the same bits on 1, 2 and 4 threads and without shared memory',
  (name, shapes, attrs) => {
    expect(backends.map(({ threads }) => threads)).toEqual(variants.map(({ threads }) => threads))
    const results = backends.map((backend) => compute(backend, name, shapes, attrs))
    for (const relaxed of [false, true]) {
      const of = results.filter((_, i) => variants[i]!.relaxed === relaxed)
      for (const other of of.slice(1)) expect(bits(other).equals(bits(of[0]!))).toBe(true)
    }
    // FMA rounds once where plain SIMD rounds twice.
    const [plain, relaxed] = [results[0]!, results[1]!]
    const largest = plain.reduce((most, value) => Math.max(most, Math.abs(value)), 1)
    for (let i = 0; i < plain.length; i++)
      if (!(Math.abs(plain[i]! - relaxed[i]!) <= 1e-5 * largest)) expect(relaxed[i]).toBe(plain[i])
  },
)

it.each(cases)('%s %j: the same bits from run to run', (name, shapes, attrs) => {
  const four = backends[variants.findIndex(({ threads }) => threads === 4)]!
  const expected = compute(four, name, shapes, attrs)
  for (let i = 0; i < 3; i++)
    expect(bits(compute(four, name, shapes, attrs)).equals(bits(expected))).toBe(true)
})
