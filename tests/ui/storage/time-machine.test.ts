// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { nearestOf, stopsOf } from '../../../src/ui/film/stops'
import { until, type Visit, visit } from '../visit'
import { freshBrowser } from './support'

describe('the stops of the slider', () => {
  it('are the moments, the checkpoints between the first and the last, and every step where there are few', () => {
    expect(stopsOf([0, 3, 6], [1, 3, 5, 6, 7])).toEqual([0, 1, 2, 3, 4, 5, 6])
    expect(stopsOf([3], [1, 3, 9])).toEqual([3])
    expect(stopsOf([], [1])).toEqual([])
  })

  it('lie evenly between what is kept, a few hundred in all', () => {
    expect(stopsOf([0, 80], [])).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80])
    const moments = Array.from({ length: 120 }, (_, i) => 50 * i)
    const stops = stopsOf(moments, [1234])
    expect(stops.length).toBeGreaterThan(300)
    expect(stops.length).toBeLessThanOrEqual(480)
    for (const step of [...moments, 1234]) expect(stops).toContain(step)
    expect(stops).toEqual([...new Set(stops)].sort((a, b) => a - b))
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

  /** A run that is paused with a checkpoint, and a film of two moments only, far to both sides of it. */
  async function paused() {
    page.actions.watch([{ id: 'samples' }])
    page.actions.train()
    await until(async () => (await page.actions.keptSteps()).length > 0, 'a checkpoint')
    const [kept] = await page.actions.keptSteps()
    await until(() => page.state.status.step > 8 * kept!, 'further steps')
    await page.fake.pause()
    await until(() => page.state.status.state === 'paused', 'the pause')
    const frame = (step: number) => ({
      probe: 'samples',
      step,
      blocks: { points: { shape: [1, 2], data: new Float32Array(2) } },
    })
    page.record.film.truncate(-1)
    page.record.addFrame(frame(0))
    page.record.addFrame(frame(8 * kept!))
    return { kept: kept!, late: 8 * kept! }
  }
  const pictured = () => page.record.frames.get('samples')!.step
  const settled = (step: number) =>
    until(() => page.state.shown === step && !page.state.replaying, `step ${step}`)

  it('the nearest moment is shown at once, then the very step, trained to from the checkpoint before', async () => {
    const { kept } = await paused()
    const { step } = page.state.status
    page.actions.scrub(kept)
    expect([pictured(), page.state.cursor, page.state.shown]).toEqual([0, kept, 0])
    await settled(kept)
    expect(pictured()).toBe(kept)
    expect(page.fake.calls).not.toContain('replay')
    page.actions.scrub(kept + 3)
    await settled(kept + 3)
    expect([pictured(), page.state.cursor]).toEqual([kept + 3, kept + 3])
    expect(page.fake.calls.filter((call) => call === 'replay')).toHaveLength(1)
    // It is at hand for another look.
    page.actions.scrub(kept)
    page.actions.scrub(kept + 3)
    await settled(kept + 3)
    expect(page.fake.calls.filter((call) => call === 'replay')).toHaveLength(1)
    expect(page.state.status.step).toBe(step)
    // But not once the run has gone back: what comes may be another life.
    page.store.setState(({ status }) => ({ status: { ...status, step: step - 1 } }))
    page.actions.scrub(kept)
    page.actions.scrub(kept + 3)
    await until(() => page.fake.calls.filter((call) => call === 'replay').length === 2, 'another replay')
    page.actions.live()
    expect([page.state.cursor, page.state.shown]).toEqual([null, null])
  })

  it('where that takes too long or leads elsewhere, the nearest that is kept is shown, and said to be', async () => {
    const { kept, late } = await paused()
    page.fake.forgetful = true
    page.actions.scrub(kept + 1)
    await settled(kept)
    expect([pictured(), page.state.cursor]).toEqual([kept, kept + 1])
    page.actions.scrub(late - 1)
    await settled(late)
    expect([pictured(), page.state.cursor]).toEqual([late, late - 1])
    // Below every checkpoint there is nothing to begin from.
    const replays = page.fake.calls.filter((call) => call === 'replay').length
    page.actions.scrub(1)
    await new Promise((resolve) => setTimeout(resolve, 400))
    expect([pictured(), page.state.cursor, page.state.shown]).toEqual(kept > 2 ? [0, 1, 0] : [kept, 1, kept])
    // A hundred steps that take an hour are not trained over again.
    page.fake.forgetful = false
    page.store.setState(({ status }) => ({ status: { ...status, stepsPerSecond: 0.01 } }))
    page.actions.scrub(kept + 1)
    await settled(kept)
    expect(page.fake.calls.filter((call) => call === 'replay')).toHaveLength(replays)
  })

  it('pictures of one moment only are seen together', async () => {
    const { kept } = await paused()
    page.actions.watch([{ id: 'samples' }, { id: 'heat-map' }])
    await until(() => page.record.present.has('heat-map'), 'the heat map')
    page.actions.scrub(0)
    // The film has samples of that moment; a heat map of any other does not stay beside them.
    expect([...page.record.frames.keys()]).toEqual(['samples'])
    await settled(kept)
    expect([...page.record.frames.values()].map(({ step }) => step)).toEqual([kept, kept])
    page.actions.live()
    expect(page.record.frames.get('heat-map')!.step).toBe(page.state.status.step)
  })

  it('a branch begins at the very step of the slider', async () => {
    const { kept } = await paused()
    page.actions.scrub(kept + 3)
    await page.actions.branch()
    expect(page.state.run!.parent!.step).toBe(kept + 3)
    expect(page.state.status.step).toBe(kept + 3)
    expect(page.state.past[0]!.what).toMatch(new RegExp(`branches at step ${kept + 3}\\. `))
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
