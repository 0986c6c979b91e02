import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { dcgan28 } from '../../../bench/page/workloads/dcgan-28'
import { mlpVae } from '../../../bench/page/workloads/mlp-vae'
import { toyGan } from '../../../bench/page/workloads/toy-gan'
import { loadKernels } from '../../../src/backends/simd/load-node'
import { createMemory, Heap } from '../../../src/backends/simd/memory'
import {
  registerSimdBackend,
  resetFallbackKernels,
  usedFallbackKernels,
} from '../../../src/backends/simd/register'
import { useSimd } from './compare'

const newHeap = (maxBytes = 2 ** 26) => new Heap(createMemory({ shared: false, maxBytes }), 1000, maxBytes)

describe('the heap', () => {
  it('never hands out overlapping blocks and reuses what was freed', () => {
    const action = fc.record({
      size: fc.integer({ min: 0, max: 300_000 }),
      free: fc.boolean(),
      pick: fc.nat(),
    })
    fc.assert(
      fc.property(fc.array(action, { minLength: 20, maxLength: 200 }), (actions) => {
        const heap = newHeap()
        const live: Array<{ pointer: number; size: number }> = []
        for (const { size, free, pick } of actions) {
          if (free && live.length > 0) {
            const [block] = live.splice(pick % live.length, 1)
            heap.free(block!.pointer, block!.size)
          } else live.push({ pointer: heap.allocate(size), size })
        }
        const sorted = [...live].sort((a, b) => a.pointer - b.pointer)
        for (let i = 0; i < sorted.length; i++) {
          const { pointer, size } = sorted[i]!
          expect(pointer % 64).toBe(0)
          const next = sorted[i + 1]?.pointer ?? heap.capacity
          expect(pointer + Math.max(1, size)).toBeLessThanOrEqual(next)
        }
        for (const { pointer, size } of live) heap.free(pointer, size)
        expect(heap.usedBytes).toBe(0)
        // All of it joins again into one range that fits anything.
        const before = heap.capacity
        heap.allocate(before - 20_000)
        expect(heap.capacity).toBe(before)
      }),
      { numRuns: 30 },
    )
  })

  it('says so when the limit is reached, and goes on', () => {
    const heap = newHeap(2 ** 24)
    const kept = heap.allocate(2 ** 22)
    expect(() => heap.allocate(2 ** 24)).toThrowError(expect.objectContaining({ name: 'DeviceError' }))
    heap.free(kept, 2 ** 22)
    expect(heap.allocate(2 ** 23)).toBeGreaterThan(0)
  })
})

describe('the backend in training', () => {
  beforeAll(useSimd)

  it.each([toyGan, mlpVae, dcgan28])('$name: no fallback, no growth, finite losses', (workload) => {
    tf.setBackend('simd')
    resetFallbackKernels()
    const run = workload.create()
    const backend = tf.backend() as unknown as { heap: Heap }
    const steps = (n: number) => {
      for (let i = 0; i < n; i++) {
        const loss = run.step()
        if (i === n - 1) expect(Number.isFinite(loss.dataSync()[0])).toBe(true)
        loss.dispose()
      }
    }
    // The first steps find out which sizes are needed at once.
    steps(10)
    const { numTensors, numDataBuffers } = tf.memory()
    const { usedBytes, capacity } = backend.heap
    steps(workload.name === 'dcgan-28' ? 5 : 40)
    expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers })
    expect(backend.heap).toMatchObject({ usedBytes, capacity })
    expect(usedFallbackKernels()).toEqual([])
    run.dispose()
  })

  it('a snapshot keeps its values while the optimizer goes on', () => {
    const w = tf.variable(tf.tensor1d([1, 2, 3]))
    const snapshot = w.clone()
    const optimizer = tf.train.adam(0.1)
    for (let i = 0; i < 3; i++) optimizer.minimize(() => tf.sum(tf.square(w)) as tf.Scalar, false, [w])
    expect(Array.from(snapshot.dataSync())).toEqual([1, 2, 3])
    expect(w.dataSync()[0]).toBeLessThan(1)
  })

  it('throws a DeviceError beyond its limit and works afterwards', async () => {
    const kernels = await loadKernels()
    const small = await registerSimdBackend({ kernels, maxBytes: 2 ** 25 })
    tf.removeBackend('simd')
    await registerSimdBackend({ kernels, maxBytes: 2 ** 25 })
    expect(small.heap.capacity).toBeLessThanOrEqual(2 ** 25)
    await tf.setBackend('simd')
    const before = tf.memory().numDataBuffers
    expect(() => tf.tidy(() => tf.zeros([2 ** 24]))).toThrowError(
      expect.objectContaining({ name: 'DeviceError' }),
    )
    expect(tf.memory().numDataBuffers).toBe(before)
    expect(tf.tidy(() => tf.sum(tf.ones([1000])).dataSync()[0])).toBe(1000)
  })
})
