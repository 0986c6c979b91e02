import { beforeAll, describe, expect, it } from 'vitest'
import { resetFallbackKernels, usedFallbackKernels } from '../../src/backends/simd/register'
import { families } from '../../src/engine/families'
import { useSimd } from '../support/simd'
import { tinyImages, tinyPoints } from '../support/tiny-data'
import { advance, tinyRun } from '../support/tiny-run'

beforeAll(useSimd)

describe('every family trains on the SIMD backend’s own kernels', () => {
  const cases = families.flatMap((family) =>
    [tinyPoints, tinyImages]
      .filter((info) => !family.refuses?.(info))
      .map((info) => [family.id, info.kind, family, info] as const),
  )
  it.each(cases)('%s on %s', (_id, _kind, family, info) => {
    const run = tinyRun(family, info)
    resetFallbackKernels()
    advance(run, 3)
    expect(usedFallbackKernels()).toEqual([])
    run.dispose()
  })
})
