import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Heap } from '../../../src/backends/simd/memory'
import { familyById } from '../../../src/engine/families'
import { tinyImages, tinyPoints } from '../../support/tiny-data'
import { tinyRun } from '../../support/tiny-run'
import { useSimd } from './compare'

beforeAll(useSimd)

/** Whole runs of the engine on tiny networks: a thousand steps take a second or two. */
describe('between step 10 and step 1,000 nothing grows', () => {
  it.each([
    ['gan', tinyPoints, { r1: true, ema: true }],
    ['vae', tinyImages, {}],
  ] as const)('%s', (id, info, settings) => {
    const run = tinyRun(familyById(id)!, info, settings)
    const { heap } = tf.backend() as unknown as { heap: Heap }
    const advance = (steps: number) => {
      for (let i = 0; i < steps; i++) tf.dispose(run.advance())
    }
    const use = () => {
      const { numTensors, numDataBuffers, numBytes } = tf.memory()
      const { usedBytes, capacity } = heap
      return { numTensors, numDataBuffers, numBytes, usedBytes, capacity }
    }
    advance(10)
    const early = use()
    advance(990)
    expect(run.step).toBe(1000)
    expect(use()).toEqual(early)
    run.dispose()
  })
})
