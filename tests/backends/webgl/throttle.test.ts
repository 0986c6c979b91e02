import { describe, expect, it } from 'vitest'
import { createThrottle } from '../../../src/backends/webgl/throttle'

/** A context whose steps take `stepMs` of a clock that moves a millisecond whenever a fence is looked at. */
function slowGpu(stepMs: number) {
  const world = { time: 0, doneAt: 0, most: 0, lost: false }
  const open = new Set<number>()
  const gl = {
    SYNC_GPU_COMMANDS_COMPLETE: 1,
    ALREADY_SIGNALED: 2,
    CONDITION_SATISFIED: 3,
    isContextLost: () => world.lost,
    flush: () => undefined,
    deleteSync: (sync: { at: number }) => open.delete(sync.at),
    fenceSync() {
      world.doneAt = Math.max(world.doneAt, world.time) + stepMs
      open.add(world.doneAt)
      world.most = Math.max(world.most, world.doneAt - world.time)
      return { at: world.doneAt }
    },
    clientWaitSync(sync: { at: number }) {
      world.time++
      return sync.at <= world.time ? 2 : 0
    },
  }
  return { gl: gl as unknown as WebGL2RenderingContext, world, open, now: () => world.time }
}

describe('the throttle', () => {
  it('bounds the queued work, and leaves nothing when drained', async () => {
    const { gl, world, open, now } = slowGpu(10)
    const throttle = createThrottle(gl, { budgetMs: 40, depth: 8, now })
    for (let i = 0; i < 30; i++) await throttle.admit()
    expect(throttle.stepMs).toBeGreaterThan(5)
    // The budget, and the step that was just admitted.
    expect(world.most).toBeLessThanOrEqual(40 + 2 * 10)
    expect(world.most).toBeGreaterThan(15)
    await throttle.drain()
    expect(open.size).toBe(0)
    expect(world.time).toBeGreaterThanOrEqual(world.doneAt)
  })

  it('queues less for a second after an interaction', async () => {
    const { gl, world, now } = slowGpu(10)
    const throttle = createThrottle(gl, { budgetMs: 40, busyMs: 16, depth: 8, now })
    for (let i = 0; i < 10; i++) await throttle.admit()
    throttle.interacted()
    expect(throttle.budgetMs).toBe(16)
    await throttle.admit()
    world.most = 0
    for (let i = 0; i < 10; i++) await throttle.admit()
    expect(world.most).toBeLessThanOrEqual(16 + 10)
    world.time += 1001
    expect(throttle.budgetMs).toBe(40)
  })

  it('says that the GPU is gone', async () => {
    const { gl, world, now } = slowGpu(10)
    const throttle = createThrottle(gl, { now })
    await throttle.admit()
    world.lost = true
    await expect(throttle.admit()).rejects.toMatchObject({ name: 'DeviceError' })
  })

  it('waits for the very first step too', async () => {
    const { gl, world, now } = slowGpu(60)
    const throttle = createThrottle(gl, { now })
    await throttle.admit()
    expect(world.time).toBeGreaterThanOrEqual(60)
    await throttle.admit()
    expect(world.most).toBeLessThanOrEqual(61)
  })

  it('lets a download in between two steps where they are slow, never behind one', async () => {
    const { gl, world, now } = slowGpu(60)
    const throttle = createThrottle(gl, { now })
    const told: string[] = []
    const first = throttle.admit()
    const download = throttle
      .download(() => true)
      .then(() => {
        told.push(world.doneAt > world.time ? 'download behind a step' : 'download')
      })
    await new Promise((resolve) => setTimeout(resolve))
    expect(told).toEqual([])
    await first
    await Promise.all([download, throttle.admit().then(() => told.push('step'))])
    expect(told).toEqual(['download', 'step'])
  })

  it('makes no download wait where steps are quick, nor where none is queued', async () => {
    const { gl, world, now } = slowGpu(10)
    const throttle = createThrottle(gl, { budgetMs: 100, depth: 4, now })
    for (let i = 0; i < 10; i++) await throttle.admit()
    expect(world.doneAt).toBeGreaterThan(world.time)
    let passed = false
    const download = throttle.download(() => passed)
    passed = true
    await download
    expect(world.doneAt).toBeGreaterThan(world.time)
    await throttle.drain()
    await throttle.download(() => true)
  })

  it('lets downloads go when the GPU is gone', async () => {
    const { gl, world, now } = slowGpu(10)
    const throttle = createThrottle(gl, { now })
    const download = throttle.download(() => false)
    world.lost = true
    await download
  })
})
