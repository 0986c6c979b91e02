import { backend_util, type TensorInfo } from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { SimdBackend } from '../../../src/backends/simd/backend'
import { loadKernels, spawn } from '../../../src/backends/simd/load-node'
import { createMemory, Heap } from '../../../src/backends/simd/memory'
import { instantiate, type Wasm } from '../../../src/backends/simd/module'
import { kernels } from '../../../src/backends/simd/ops/index'
import { seeded } from './compare'

/** Calls that left zeros out, by kernel, counted where one thread computes. */
const skipped: Record<string, number> = { gemmSparse: 0, conv: 0, convInput: 0 }
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
  const counting = (wasm: Wasm): Wasm => {
    const count = (name: string, leaves: (args: number[]) => boolean): Wasm => ({
      [name]: (...args) => {
        if (leaves(args)) skipped[name]!++
        return wasm[name]!(...args)
      },
    })
    const flagged = (args: number[]) => args.at(-3) === 1
    return {
      ...wasm,
      ...count('gemmSparse', () => true),
      ...count('conv', flagged),
      ...count('convInput', flagged),
    }
  }
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

function compute(
  backend: SimdBackend,
  kernel: string,
  matrices: Record<string, Matrix>,
  attrs: Record<string, unknown>,
): Float32Array {
  const inputs: Record<string, TensorInfo> = {}
  for (const [name, { shape, values }] of Object.entries(matrices))
    inputs[name] = { dataId: backend.write(values, shape, 'float32'), shape, dtype: 'float32' }
  const out = kernels[kernel]!({ inputs, attrs, backend }) as TensorInfo
  const values = backend.readSync(out.dataId) as Float32Array
  for (const x of [...Object.values(inputs), out]) backend.disposeData(x.dataId)
  return values
}

const product = (backend: SimdBackend, a: Matrix, b: Matrix, bias: Matrix, attrs: Record<string, unknown>) =>
  compute(backend, '_FusedMatMul', { a, b, bias }, attrs)

const bits = (values: Float32Array) => Buffer.from(values.buffer, values.byteOffset, values.byteLength)

const cases = fc.record({
  m: fc.integer({ min: 1, max: 150 }),
  k: fc.integer({ min: 32, max: 600 }),
  n: fc.integer({ min: 24, max: 180 }),
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
  expect(skipped.gemmSparse).toBeGreaterThan(30)
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

const convolution = fc.record({
  batch: fc.integer({ min: 1, max: 5 }),
  height: fc.integer({ min: 1, max: 9 }),
  width: fc.integer({ min: 1, max: 9 }),
  inner: fc.integer({ min: 8, max: 40 }),
  outer: fc.integer({ min: 24, max: 80 }),
  filter: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
  strides: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
  dilated: fc.boolean(),
  pad: fc.constantFrom('same', 'valid'),
  zeros: fc.constantFrom(0.4, 0.5, 0.9, 1),
  activation: fc.constantFrom('linear', 'relu', 'leakyrelu', 'sigmoid'),
  seed: fc.nat(),
})

/** Shapes of a convolution and its attributes; dy's shape where every patch lies inside. */
function geometry(drawn: typeof convolution extends fc.Arbitrary<infer T> ? T : never) {
  const { batch, height, width, inner, outer, filter, strides, dilated, pad } = drawn
  const dilations: [number, number] = dilated ? [2, 2] : [1, 1]
  const shapes = { x: [batch, height, width, inner], filter: [...filter, inner, outer] }
  const attrs = { strides: dilated ? [1, 1] : strides, pad, dataFormat: 'NHWC', dilations }
  const info = backend_util.computeConv2DInfo(
    shapes.x as [number, number, number, number],
    shapes.filter as [number, number, number, number],
    attrs.strides as [number, number],
    dilations,
    pad as 'same',
  )
  return { ...shapes, attrs, dy: info.outShape }
}

it('a convolution leaves out zeros of its input with the same bits, on any number of threads', () => {
  fc.assert(
    fc.property(convolution, (drawn) => {
      const shapes = geometry(drawn)
      fc.pre(shapes.dy[1]! > 0 && shapes.dy[2]! > 0)
      const inputs = {
        x: sparse(shapes.x, drawn.seed, drawn.zeros),
        filter: sparse(shapes.filter, drawn.seed + 1, 0),
        bias: sparse([drawn.outer], drawn.seed + 2, 0),
      }
      const attrs = { ...shapes.attrs, activation: drawn.activation, leakyreluAlpha: 0.2 }
      const expected = compute(backends.dense, 'FusedConv2D', inputs, attrs)
      for (const backend of [backends.skipping, backends.threads])
        expect(bits(compute(backend, 'FusedConv2D', inputs, attrs)).equals(bits(expected))).toBe(true)
    }),
    { numRuns: 80 },
  )
  expect(skipped.conv).toBeGreaterThan(20)
})

it('so does its transpose with zeros of dy', () => {
  fc.assert(
    fc.property(convolution, (drawn) => {
      const shapes = geometry({ ...drawn, dilated: false })
      fc.pre(shapes.dy[1]! > 0 && shapes.dy[2]! > 0)
      const inputs = {
        dy: sparse(shapes.dy, drawn.seed, drawn.zeros),
        filter: sparse(shapes.filter, drawn.seed + 1, 0),
      }
      const attrs = { ...shapes.attrs, inputShape: shapes.x }
      const expected = compute(backends.dense, 'Conv2DBackpropInput', inputs, attrs)
      for (const backend of [backends.skipping, backends.threads])
        expect(bits(compute(backend, 'Conv2DBackpropInput', inputs, attrs)).equals(bits(expected))).toBe(true)
    }),
    { numRuns: 80 },
  )
  expect(skipped.convInput).toBeGreaterThan(20)
})

it('an infinity or NaN in a filter makes zeros NaN, in an image it stays in the patches that hold it', () => {
  const attrs = {
    strides: [1, 1],
    pad: 'valid',
    dataFormat: 'NHWC',
    dilations: [1, 1],
    inputShape: [2, 4, 4, 32],
  }
  for (const odd of [Number.NaN, Number.POSITIVE_INFINITY]) {
    const filter = sparse([2, 2, 32, 32], 1, 0)
    const x = { shape: [2, 4, 4, 32], values: new Float32Array(2 * 4 * 4 * 32) }
    const dy = { shape: [2, 3, 3, 32], values: new Float32Array(2 * 3 * 3 * 32) }
    x.values[5] = odd // of the corner, which is in the first patch alone
    const left = compute(backends.skipping, 'Conv2D', { x, filter }, attrs)
    expect([...left].map(Number.isFinite)).toEqual([...left].map((_, i) => i >= 32))
    dy.values[5] = odd // reaches the 2×2 pixels of the corner
    const spread = compute(backends.skipping, 'Conv2DBackpropInput', { dy, filter }, attrs)
    const reached = [0, 1, 4, 5]
    expect([...spread].map(Number.isFinite)).toEqual([...spread].map((_, i) => !reached.includes(i >> 5)))
    x.values[5] = dy.values[5] = 0
    filter.values[7] = odd // tap (0, 0), input channel 0, output channel 7
    const right = compute(backends.skipping, 'Conv2D', { x, filter }, attrs)
    expect([...right].map(Number.isNaN)).toEqual([...right].map((_, i) => i % 32 === 7))
    const back = compute(backends.skipping, 'Conv2DBackpropInput', { dy, filter }, attrs)
    const inside = (i: number) => i % 32 === 0 && ((i >> 5) & 3) < 3 && ((i >> 7) & 3) < 3
    expect([...back].map(Number.isNaN)).toEqual([...back].map((_, i) => inside(i)))
  }
})
