// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { nearestOf, stopsOf } from '../../../src/ui/film/stops'
import { until, type Visit, visit } from './page'
import { freshBrowser } from './support'

describe('the stops of the slider', () => {
  it('are the moments, and the checkpoints between the first and the last', () => {
    expect(stopsOf([0, 10, 40], [5, 10, 20, 40, 41])).toEqual([0, 5, 10, 20, 40])
    expect(stopsOf([3], [1, 3, 9])).toEqual([3])
    expect(stopsOf([], [1])).toEqual([])
  })

  it('are found by the nearest', () => {
    expect(nearestOf([0, 5, 10, 20], 14)).toBe(2)
    expect(nearestOf([0, 5, 10, 20], 999)).toBe(3)
    expect(nearestOf([], 3)).toBe(0)
  })
})

describe('between two moments', () => {
  let page: Visit
  beforeEach(async () => {
    location.hash = ''
    localStorage.clear()
    freshBrowser()
    page = visit()
    await until(() => page.state.status.state === 'paused' && page.state.shelf === 'ready', 'the page')
  })
  afterEach(() => page.close())

  it('the nearest moment is shown at once, then the checkpoint before, with its step', async () => {
    page.actions.watch([{ id: 'samples' }])
    page.actions.train()
    await until(async () => (await page.actions.keptSteps()).length > 0, 'a checkpoint')
    await page.fake.pause()
    const [kept] = await page.actions.keptSteps()
    await until(() => page.state.status.state === 'paused', 'the pause')
    // A film that has two moments only, far to both sides.
    const frame = (step: number) => ({
      probe: 'samples',
      step,
      blocks: { points: { shape: [1, 2], data: new Float32Array(2) } },
    })
    page.record.film.truncate(-1)
    page.record.addFrame(frame(0))
    page.record.addFrame(frame(10 * kept!))
    const shown = () => page.record.frames.get('samples')!.step
    const { step } = page.state.status

    page.actions.scrub(kept! + 1)
    expect(shown()).toBe(0)
    await until(() => shown() === kept, 'the picture of the checkpoint')
    expect(page.state.cursor).toBe(kept)
    // Below every checkpoint the moment stays, and its step is what is said.
    page.actions.scrub(1)
    expect([shown(), page.state.cursor]).toEqual([0, 1])
    await until(() => page.state.cursor === 0, 'the step of the moment')
    expect(shown()).toBe(0)
    // A moment that is nearer than the checkpoint stays as well.
    page.actions.scrub(10 * kept! - 1)
    await until(() => page.state.cursor === 10 * kept!, 'the moment')
    expect(shown()).toBe(10 * kept!)
    expect(page.fake.calls.filter((call) => call === 'lookAt')).toHaveLength(1)
    expect(page.state.status.step).toBe(step)
    page.actions.live()
    expect(page.state.cursor).toBeNull()
  })

  it('a branch knows how its parent went on', async () => {
    page.actions.watch([{ id: 'samples' }])
    page.actions.train()
    await until(async () => (await page.actions.keptSteps()).length > 0, 'a checkpoint')
    const [kept] = await page.actions.keptSteps()
    await until(() => page.state.status.step > kept! + 10, 'further steps')
    const parent = page.state.run!
    expect(await page.actions.parentOf(parent)).toBeNull()
    page.actions.scrub(kept!)
    await page.actions.branch()
    const child = page.state.run!
    expect(child.parent!.id).toBe(parent.id)
    const { history, from } = (await page.actions.parentOf(child))!
    expect(from).toBe(child.parent!.step)
    expect(history.lastStep).toBeGreaterThan(from)
    // The trunk's own checkpoints serve the branch as well.
    expect(await page.actions.keptSteps()).toContain(kept)
    // What came after the parting is the parent's alone.
    expect(page.record.history.lastStep).toBeLessThanOrEqual(from)
  })
})
