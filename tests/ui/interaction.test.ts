import { describe, expect, it, vi } from 'vitest'
import { watchInteraction } from '../../src/ui/client/interaction'

function happens(target: EventTarget, name: string, at: number) {
  const event = new Event(name)
  Object.defineProperty(event, 'timeStamp', { value: at })
  target.dispatchEvent(event)
}

describe('watching for interaction', () => {
  it('tells of moves, keys and scrolling, not of every one, and stops', () => {
    const target = new EventTarget()
    const told = vi.fn()
    const stop = watchInteraction(told, target)
    happens(target, 'pointermove', 5)
    for (let at = 10; at < 300; at += 10) happens(target, 'pointermove', at)
    expect(told).toHaveBeenCalledTimes(1)
    happens(target, 'keydown', 310)
    happens(target, 'scroll', 700)
    happens(target, 'wheel', 1100)
    expect(told).toHaveBeenCalledTimes(4)
    happens(target, 'focus', 2000)
    expect(told).toHaveBeenCalledTimes(4)
    stop()
    happens(target, 'keydown', 3000)
    expect(told).toHaveBeenCalledTimes(4)
  })
})
