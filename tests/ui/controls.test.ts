import { describe, expect, it } from 'vitest'
import type { NumberField } from '../../src/protocol/schema'
import { compact, duration, formatSetting, large } from '../../src/ui/controls/format'
import { barHeights } from '../../src/ui/controls/model-picture'
import { statusText } from '../../src/ui/controls/run-status'
import { fromPosition, nudge, positions, toPosition } from '../../src/ui/controls/slider-scale'
import { stopText } from '../../src/ui/controls/stop'
import { idle } from '../../src/ui/store/state'

const field = (over: Partial<NumberField>): NumberField => ({
  key: 'k',
  title: 'K',
  help: '',
  group: 'training',
  type: 'number',
  minimum: 0,
  maximum: 1,
  default: 0,
  ...over,
})
const rate = field({ minimum: 1e-6, maximum: 0.1, scale: 'log' })

describe('slider', () => {
  it('gives each decade of a logarithmic field the same room', () => {
    expect(toPosition(rate, 1e-6)).toBe(0)
    expect(toPosition(rate, 1e-1)).toBe(positions)
    expect(toPosition(rate, 1e-3) - toPosition(rate, 1e-4)).toBe(positions / 5)
  })
  it('comes back to the same value, within a figure', () => {
    for (const value of [1e-6, 2e-4, 0.013, 0.1])
      expect(fromPosition(rate, toPosition(rate, value)) / value).toBeCloseTo(1, 1)
    const wide = field({ type: 'integer', minimum: 8, maximum: 256, scale: 'log' })
    for (const value of [8, 64, 256]) expect(fromPosition(wide, toPosition(wide, value))).toBe(value)
  })
  it('stays on the field’s grid and in its range', () => {
    expect(fromPosition(field({ maximum: 20, step: 0.1 }), 333)).toBeCloseTo(6.7, 10)
    expect(nudge(field({ type: 'integer', minimum: 1, maximum: 8 }), 8, 1)).toBe(8)
  })
  it('always moves by a key, and can come back', () => {
    for (const value of [1e-5, 2e-4, 0.03]) {
      expect(nudge(rate, value, 1)).toBeGreaterThan(value)
      expect(nudge(rate, value, -1)).toBeLessThan(value)
    }
    const small = field({ type: 'integer', minimum: 1, maximum: 256, scale: 'log' })
    expect(nudge(small, 1, 1)).toBe(2)
    expect(nudge(small, 2, -1)).toBe(1)
  })
})

it('writes numbers in few characters', () => {
  expect([0.00002, 0.0123, 0.94, 12.34, 1284, -1.75, 999_999, 7_865_815e15].map(compact)).toEqual([
    '2.0e-5',
    '0.0123',
    '0.940',
    '12.3',
    '1,284',
    '−1.75',
    '999,999',
    '7.9e21',
  ])
  expect([compact(Number.NaN), compact(Number.POSITIVE_INFINITY)]).toEqual(['–', '∞'])
  expect([large(128), large(247_000), large(3_800_000)]).toEqual(['128', '247 k', '3.8 M'])
  expect([duration(9000), duration(312_000), duration(7_500_000)]).toEqual([
    '9 s',
    '5 min 12 s',
    '2 h 05 min',
  ])
  expect(formatSetting(field({ unit: 'nats' }), 2e-4)).toBe('2.0e-4 nats')
})

it('says the state and the step in plain digits', () => {
  expect(statusText({ ...idle, state: 'running', step: 1284 })).toBe('Running, step 1284')
  expect(statusText({ ...idle, state: 'building', activity: 'Loading MNIST' })).toBe('Loading MNIST')
})

it('says when it stops', () => {
  expect(stopText({ unit: 'never', amount: 3000 })).toBe('Runs until you pause it')
  expect(stopText({ unit: 'steps', amount: 3000 })).toBe('Stops at 3,000 steps')
  expect(stopText({ unit: 'minutes', amount: 1 })).toBe('Stops at 1 minute')
})

it('draws a larger layer as a higher bar', () => {
  const heights = barHeights([
    { outputShape: [7, 7, 64] },
    { outputShape: [28, 28, 1] },
    { outputShape: [1] },
  ])
  expect(heights[0]).toBe(34)
  expect(heights[1]).toBeLessThan(heights[0]!)
  expect(heights[2]).toBeLessThan(heights[1]!)
})
