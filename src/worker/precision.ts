import type { Run } from '../engine/training/run'
import type { Devices } from './devices'

/** What of this run is unsafe where numbers have 16 bits; undefined where they have 32, or nothing is. */
export function precisionWarning(
  { family, model }: Pick<Run, 'family' | 'model'>,
  { coarse }: Pick<Devices, 'coarse'>,
): string | undefined {
  const penalty = coarse ? family.secondOrder?.(model.config) : undefined
  return (
    penalty &&
    `This graphics processor computes with 16-bit floats, in which ${penalty} is unsafe: it squares small slopes, which ` +
      'become zero. Choose the SIMD backend for this run.'
  )
}
