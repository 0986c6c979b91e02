// @vitest-environment jsdom
import { afterEach, beforeEach, expect, it } from 'vitest'
import { until, type Visit, visit } from '../visit'
import { freshBrowser, openStore } from './support'

let page: Visit
beforeEach(() => {
  location.hash = ''
  localStorage.clear()
  freshBrowser()
})
afterEach(() => page.close())

async function opened() {
  page = visit()
  await until(() => page.state.status.state === 'paused' && page.state.shelf === 'ready', 'the page')
  page.actions.watch([{ id: 'samples' }])
}

async function storedSteps(id: string): Promise<number[]> {
  const store = await openStore()
  const keys = await store.frames.keys(id)
  store.close()
  return keys.map(({ step }) => step)
}

it('the time machine reaches back over a reload, also where the run goes on at once', async () => {
  await opened()
  page.actions.train()
  const { id } = page.state.run!
  await until(async () => (await storedSteps(id)).length >= 6, 'a film in the store')
  page.actions.pause()
  await until(() => page.state.status.state === 'paused', 'the pause')
  const stored = await storedSteps(id)
  const before = page.record.film.moments[0]!
  page.close()

  await opened()
  await until(() => page.state.offer, 'the offer')
  await page.actions.resume()
  const resumed = page.state.status.step
  page.actions.watch([{ id: 'samples' }])
  page.actions.train()
  await until(() => page.record.film.moments[0]!.step < resumed, 'the past')
  await until(() => page.state.status.step > resumed + 5, 'further steps')
  const steps = page.record.film.moments.map(({ step }) => step)
  for (const step of stored.filter((one) => one <= resumed)) expect(steps).toContain(step)
  expect(steps.at(-1)).toBeGreaterThan(resumed)
  expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b))
  // The very pictures, not only their steps.
  page.actions.scrub(before.step)
  expect(page.record.frames.get('samples')).toEqual(before.frames.get('samples'))
})
