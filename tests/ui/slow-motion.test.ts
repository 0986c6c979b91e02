// @vitest-environment jsdom
import { describe, expect, it } from 'vitest'
import type { StageReport } from '../../src/protocol/stages'
import { binned, magnification, matrixPixels } from '../../src/ui/slow/picture-data'
import { moved } from '../../src/ui/slow/slow-state'
import { makeActions } from '../../src/ui/store/actions'
import { RunRecord } from '../../src/ui/store/record'
import { createPageStore } from '../../src/ui/store/state'
import { asynchronous, FakeSession } from './fake-session'

const pass = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function page() {
  const store = createPageStore()
  let fake!: FakeSession
  const actions = makeActions(store, new RunRecord(), (page) => {
    fake = new FakeSession((event) => page.event(event), 1)
    return { session: asynchronous(fake), dispose() {} }
  })
  const stop = actions.start()
  await pass(60)
  return { store, actions, fake, stop }
}

describe('moving through stages', () => {
  const report = { step: 3, stages: [{}, {}, {}] } as unknown as StageReport

  it('stays in the iteration until its end', () => {
    expect(moved({ report, index: 0 }, 1)).toBe(1)
    expect(moved({ report, index: 2 }, 1)).toBeNull()
    expect(moved({ report, index: 0 }, -1)).toBe(0)
    expect(moved({ report: null, index: 0 }, 1)).toBeNull()
  })
})

describe('slow motion on the page', () => {
  it('holds a run that ran, goes through an iteration into the next, and lets it run on', async () => {
    const { store, actions, fake, stop } = await page()
    actions.train()
    await pass(20)
    expect(store.getState().status.state).toBe('running')
    actions.openSlow(false)
    await pass(10)
    expect(store.getState().slow).toMatchObject({ index: 0, waiting: false, resume: true })
    expect(store.getState().status.state).toBe('paused')
    const { step } = store.getState().slow!.report!
    actions.moveSlow(1)
    actions.moveSlow(1)
    expect(store.getState().slow!.index).toBe(2)
    actions.moveSlow(1)
    await pass(10)
    expect(store.getState().slow).toMatchObject({ index: 0, report: { step: step + 1 } })
    actions.closeSlow()
    await pass(10)
    expect(store.getState().slow).toBeNull()
    expect(store.getState().status.state).toBe('running')
    expect(fake.calls.filter((call) => call === 'slowStep')).toHaveLength(2)
    stop()
    fake.pause()
  })

  it('leaves a paused run paused', async () => {
    const { store, actions, stop } = await page()
    actions.openSlow(false)
    await pass(10)
    actions.closeSlow()
    await pass(10)
    expect(store.getState().status).toMatchObject({ state: 'paused', step: 1 })
    stop()
  })
})

describe('pictures of a stage', () => {
  it('counts probabilities from 0 to 1, other values over their own range', () => {
    expect(binned([0, 0.1, 0.6, 1], 2)).toEqual({ counts: [2, 2], low: 0, high: 1 })
    expect(binned([-2, 2, 1.9], 4)).toEqual({ counts: [1, 0, 0, 2], low: -2, high: 2 })
    expect(binned([3, 3], 2).counts).toEqual([2, 0])
  })

  it('colours numbers by sign and size', () => {
    const block = { shape: [1, 3], data: Float32Array.of(-2, 0, 1) }
    const { data } = matrixPixels(block, [
      [200, 0, 0],
      [100, 100, 100],
      [0, 0, 200],
    ])
    expect([...data]).toEqual([200, 0, 0, 255, 100, 100, 100, 255, 50, 50, 150, 255])
  })

  it('magnifies moves that are too short to be seen, by a round factor', () => {
    expect(magnification([0, 0], [0.003, 0.004], 3)).toBe(50) // 0.3 / 0.005 = 60
    expect(magnification([0, 0], [1, 0], 3)).toBe(1)
    expect(magnification([0, 0], [0, 0], 3)).toBe(1)
  })
})
