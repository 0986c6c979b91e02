import { setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { families } from '../../src/engine/families'
import { decodeCheckpoint, encodeCheckpoint } from '../../src/engine/formats/checkpoint-file'
import { disposeSnapshot, download, Run } from '../../src/engine/training/run'
import { useSimd } from '../support/simd'
import { useCpu } from '../support/tfjs'
import { tinyData, tinyImages, tinyPoints } from '../support/tiny-data'
import { advance, tinyConfig, tinyRun, weightsOf } from '../support/tiny-run'

beforeAll(async () => {
  await useCpu()
  await useSimd()
})

// The first step, one within an epoch, and one past its end (96 examples in batches of 8).
const stops = [1, 5, 14]

describe.each(['cpu', 'simd'])('on the %s backend', (backend) => {
  it.each(families.map((family) => [family.id, family] as const))(
    '%s, resumed from its file at several steps, computes what it would have computed',
    async (_id, family) => {
      await setBackend(backend)
      const info = [tinyImages, tinyPoints].find((data) => !family.refuses?.(data))!
      const straight = tinyRun(family, info)
      let resumed = tinyRun(family, info)
      let step = 0
      for (const stop of stops) {
        expect(advance(resumed, stop - step)).toEqual(advance(straight, stop - step))
        step = stop
        const snapshot = resumed.snapshot()
        const { checkpoint } = decodeCheckpoint(encodeCheckpoint(await download(snapshot)))
        disposeSnapshot(snapshot)
        resumed.dispose()
        resumed = new Run(tinyConfig(family, info), tinyData(info))
        resumed.restore(checkpoint)
      }
      expect(advance(resumed, 2)).toEqual(advance(straight, 2))
      expect(weightsOf(resumed)).toEqual(weightsOf(straight))
      straight.dispose()
      resumed.dispose()
    },
  )
})
