// @vitest-environment jsdom
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { pictureOf } from '../../../src/ui/storage/picture'
import { until, type Visit, visit } from '../visit'
import { freshBrowser, openStore } from './support'

vi.mock('../../../src/ui/storage/picture', () => ({ pictureOf: vi.fn(async () => undefined) }))

let page: Visit
beforeEach(() => {
  location.hash = ''
  localStorage.clear()
  freshBrowser()
})
afterEach(() => page.close())

async function opened() {
  page = visit()
  await until(() => page.state.status.state === 'paused' && page.state.shelf !== 'opening', 'the page')
  return page
}

/** Trains until a checkpoint at `step` or later is stored; the step of the newest. */
async function trainedTo(step: number): Promise<number> {
  page.actions.train()
  const id = () => page.state.run!.id
  let stored = 0
  await until(async () => {
    const store = await openStore()
    stored = (await store.run(id()))?.step ?? 0
    store.close()
    return stored >= step
  }, `a checkpoint of step ${step}`)
  return stored
}

it('offers the run where it stood after the tab was closed in the middle of training', async () => {
  await opened()
  expect(page.state.offer).toBeNull()
  page.actions.change('latentDim', 7)
  await until(() => page.state.status.state === 'paused', 'the run')
  const step = await trainedTo(20)
  const { id } = page.state.run!
  page.close()

  await opened()
  await until(() => page.state.offer, 'the offer')
  expect(page.state.offer).toMatchObject({ id, name: 'GAN on Ring of 8 Gaussians' })
  expect(page.state.offer!.step).toBeGreaterThanOrEqual(step)
  expect(page.state.status).toMatchObject({ state: 'paused', step: 0 }) // the first run of the visit stands, too
  const offered = page.state.offer!.step
  await page.actions.resume()
  expect(page.state.status).toMatchObject({ state: 'paused', step: offered })
  expect(page.state.config!.settings.latentDim).toBe(7)
  expect(page.state.run!.id).toBe(id)
  expect(page.state.offer).toBeNull()
  // It is the same run that goes on.
  await trainedTo(offered + 10)
  const store = await openStore()
  expect((await store.runs()).map((run) => run.id)).toEqual([id])
  store.close()
})

it('no longer offers it once the person trains or has dismissed it', async () => {
  await opened()
  await trainedTo(7)
  page.close()
  await opened()
  await until(() => page.state.offer, 'the offer')
  page.actions.train()
  await until(() => page.state.status.step > 0, 'a step')
  expect(page.state.offer).toBeNull()
})

it('saves when the run pauses and when the page is hidden', async () => {
  await opened()
  page.actions.train()
  await until(() => page.state.status.step > 0, 'a step')
  page.actions.pause()
  await until(() => page.state.status.state === 'paused', 'the pause')
  const { step } = page.state.status
  const stored = async () => {
    const store = await openStore()
    const run = await store.run(page.state.run!.id)
    store.close()
    return run?.step
  }
  await until(async () => (await stored()) === step, 'the save')
  page.actions.step()
  await until(() => page.state.status.step === step + 1, 'the step')
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
  document.dispatchEvent(new Event('visibilitychange'))
  await until(async () => (await stored()) === step + 1, 'the second save')
  vi.restoreAllMocks()
})

it('does not wait for a picture of the run, and keeps it when it comes', async () => {
  let drawn = (_: Awaited<ReturnType<typeof pictureOf>>) => {}
  vi.mocked(pictureOf).mockReturnValueOnce(new Promise((resolve) => (drawn = resolve)))
  await opened()
  page.actions.watch([{ id: 'samples' }])
  const step = await trainedTo(7)
  expect(await trainedTo(step + 5)).toBeGreaterThan(step)
  const stored = async () => {
    const store = await openStore()
    const run = await store.run(page.state.run!.id)
    store.close()
    return run
  }
  expect((await stored())!.picture).toBeUndefined()
  drawn({ mime: 'image/png', bytes: new Uint8Array([1, 2]) })
  await until(async () => (await stored())!.picture, 'the picture')
  // A later save leaves it where it is.
  const later = await trainedTo(page.state.status.step + 5)
  expect(await stored()).toMatchObject({ picture: { mime: 'image/png' } })
  expect((await stored())!.step).toBeGreaterThanOrEqual(later)
})

it('goes on saving when the clock jumps, back or forth', async () => {
  await opened()
  let stored = await trainedTo(10)
  const now = performance.now.bind(performance)
  for (const hours of [-5, 8]) {
    vi.spyOn(performance, 'now').mockImplementation(() => now() + hours * 3_600_000)
    vi.spyOn(Date, 'now').mockReturnValue(1.7e12 + hours * 3_600_000)
    stored = await trainedTo(stored + 5)
  }
  vi.restoreAllMocks()
  page.close()
  await opened()
  await until(() => page.state.offer, 'the offer')
  expect(page.state.offer!.step).toBeGreaterThanOrEqual(stored)
})

it('gives each run an entry of its own, with its best measures', async () => {
  await opened()
  await trainedTo(80)
  const first = page.state.run!.id
  page.actions.newSeed()
  await until(() => page.state.run!.id !== first, 'another run')
  await trainedTo(7)
  const store = await openStore()
  const runs = await store.runs()
  expect(runs.map(({ id }) => id)).toEqual([page.state.run!.id, first])
  expect(runs[1]!.best.modes!.step).toBeLessThanOrEqual(runs[1]!.step)
  expect(runs[1]!.best.quality!.value).toBeGreaterThan(30)
  store.close()
})

it('goes on from the last checkpoint after the worker died', async () => {
  await opened()
  const step = await trainedTo(20)
  const { id } = page.state.run!
  page.die('Out of memory.')
  page.actions.rebuild()
  await until(() => page.state.status.state === 'paused', 'the new worker')
  expect(page.state.status.step).toBeGreaterThanOrEqual(step)
  expect(page.state.run!.id).toBe(id)
})

it('goes back to an earlier run as that run', async () => {
  await opened()
  await trainedTo(20)
  const { id } = page.state.run!
  await page.actions.reset()
  expect(page.state.run!.id).not.toBe(id)
  await page.actions.goBack()
  expect(page.state.run!.id).toBe(id)
})

it('opens an older checkpoint where the newest is damaged, and leaves the run alone where all are', async () => {
  await opened()
  await trainedTo(40)
  page.actions.pause()
  await until(() => page.state.status.state === 'paused', 'the pause')
  const { id } = page.state.run!
  const store = await openStore()
  await until(async () => (await store.run(id))!.step === page.state.status.step, 'the save')
  page.close()
  const run = (await store.run(id))!
  const good = (await store.checkpoint(id))!
  const damaged = new TextEncoder().encode('{')
  await store.save(run, { step: 5, elapsedMs: 1, bytes: good })
  await store.save(run, { step: run.step + 1, elapsedMs: 1, bytes: damaged })
  store.close()
  await opened()
  const fake = page.fake
  const restore = fake.restore.bind(fake)
  fake.restore = async (bytes) => {
    if (bytes.length < 3) throw Object.assign(new Error('Damaged.'), { name: 'FormatError', next: '' })
    return restore(bytes)
  }
  await until(() => page.state.offer, 'the offer')
  await page.actions.resume()
  expect(page.state.status).toMatchObject({ state: 'paused', step: run.step })
  expect(page.state.problem).toBeNull()

  fake.restore = async () => {
    throw Object.assign(new Error('Damaged.'), { name: 'FormatError', next: '' })
  }
  await page.actions.openRun(id)
  expect(page.state.problem).toMatchObject({ name: 'FormatError' })
  expect(page.state.status.step).toBe(run.step)
  page.actions.train()
  await until(() => page.state.status.step > run.step, 'the run to go on')
})
