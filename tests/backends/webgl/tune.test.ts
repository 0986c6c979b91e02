import { describe, expect, it } from 'vitest'
import { contenders, ratios, type Timing } from '../../../src/backends/webgl/timing'
import { choose } from '../../../src/backends/webgl/tune'

const timed = (decision: Timing['decision'], ...times: number[]): Timing => ({
  decision,
  times,
  ms: [...times].sort((a, b) => a - b)[times.length >> 1]!,
})

describe('the choice of a kernel', () => {
  it('is the fastest variant of ours where stock is slower', () => {
    expect(choose([timed('stock', 9, 9, 9), timed(8, 4, 4, 4), timed(4, 3, 3, 3)])).toBe(4)
  })

  it('is stock where stock is clearly faster', () => {
    expect(choose([timed('stock', 3, 3, 3, 3, 3), timed(0, 4, 4, 4, 4, 4)])).toBe('stock')
  })

  it('is ours where the two are alike, since stock in the middle of ours costs changes of layout', () => {
    expect(choose([timed('stock', 4, 4, 4, 4, 4), timed(0, 4.3, 4.3, 4.3, 4.3, 4.3)])).toBe(0)
  })

  it('is not stock for a lead that some rounds deny', () => {
    expect(choose([timed('stock', 4, 4, 4, 4, 4), timed(0, 3.9, 3.9, 5, 5, 5)])).toBe(0)
  })

  it('compares rounds, not times: a machine that slows down slows both', () => {
    // Stock's median is the lower, and yet it loses every round.
    expect(choose([timed('stock', 3, 3, 3, 30, 30), timed(0, 2, 2.9, 2.9, 29, 29)])).toBe(0)
  })

  it('goes by one timing where a candidate was hopeless', () => {
    const hopeless = (decision: Timing['decision'], ms: number): Timing => ({ decision, ms, times: [] })
    expect(choose([hopeless('stock', 50), timed(8, 2, 2, 2)])).toBe(8)
    expect(choose([timed('stock', 2, 2, 2), hopeless(8, 50), hopeless(4, 60)])).toBe('stock')
  })

  it('knows its contenders', () => {
    const [ours, stock] = contenders([timed('stock', 1), timed(8, 3), timed(4, 2)])
    expect([ours?.decision, stock?.decision]).toEqual([4, 'stock'])
    expect(ratios(ours!, stock!)).toEqual([2])
  })
})
