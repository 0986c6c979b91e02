// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Visit, visit } from './visit'

let page: Visit
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

beforeEach(() => {
  vi.useFakeTimers()
  localStorage.clear()
})
afterEach(() => {
  page.close()
  vi.useRealTimers()
})

async function opened(hash = '') {
  location.hash = hash
  page = visit({ stepsPerTick: 10, every: 1000 })
  await pass(50)
  return page
}

describe('settings', () => {
  it('of the live kind reach the run at once, and the run goes on', async () => {
    await opened()
    page.actions.train()
    await pass(500)
    page.actions.change('generatorRate', 1e-3)
    expect(page.state.config!.settings.generatorRate).toBe(1e-3)
    await pass(10)
    expect(page.fake.changes).toEqual([{ generatorRate: 1e-3 }])
    expect(page.fake.calls.filter((call) => call === 'prepare')).toHaveLength(1)
    expect(page.state.status.state).toBe('running')
  })

  it('of any other kind begin a new run, which runs on if the former one ran, and can be taken back', async () => {
    await opened()
    page.actions.train()
    await pass(1000)
    const { step } = page.state.status
    const { length } = page.record.history
    expect(step).toBeGreaterThan(0)
    page.actions.change('latentDim', 16)
    await pass(50)
    expect(page.state.status.step).toBeLessThan(step)
    expect(page.state.past[0]).toMatchObject({ what: 'Started over with Latent dimension 16', step })
    expect(page.state.toast).toBe(page.state.past[0]!.id)
    await pass(300)
    expect(page.state.status.state).toBe('running')

    await page.actions.goBack()
    expect(page.state.status).toMatchObject({ state: 'paused', step })
    expect(page.state.config!.settings.latentDim).toBe(64)
    expect(page.record.history.length).toBe(length)
    expect(page.state.past).toHaveLength(0)
  })

  it('changed twice quickly build the last wish only, and the trained run stays within reach', async () => {
    await opened()
    page.actions.train()
    await pass(1000)
    page.actions.change('latentDim', 16)
    page.actions.change('latentDim', 8)
    await pass(200)
    expect(page.fake.config!.settings.latentDim).toBe(8)
    expect(page.state.past.map((entry) => entry.checkpoint !== null)).toEqual([false, true])
  })

  it('that are live and change during the building reach the new run', async () => {
    await opened()
    page.actions.change('latentDim', 16)
    page.actions.change('generatorRate', 0.01)
    await pass(100)
    expect(page.fake.config!.settings).toMatchObject({ latentDim: 16, generatorRate: 0.01 })
  })
})

it('Reset goes back to step 0 and can be taken back', async () => {
  await opened()
  page.actions.train()
  await pass(500)
  const { step } = page.state.status
  await page.actions.reset()
  await pass(10)
  expect(page.state.status).toMatchObject({ state: 'paused', step: 0 })
  expect(page.record.history.length).toBe(0)
  await page.actions.goBack()
  expect(page.state.status.step).toBe(step)
})

describe('a worker that dies', () => {
  it('is said; a new one continues from the last checkpoint with the configuration kept', async () => {
    await opened()
    page.actions.change('latentDim', 16)
    await pass(50)
    page.actions.train()
    await pass(2050) // a checkpoint each second
    page.die('Out of memory.')
    expect(page.state).toMatchObject({ dead: 'Out of memory.', status: { state: 'failed' } })
    void page.fake.pause()
    page.actions.train() // says nothing to nobody
    page.actions.rebuild()
    await pass(50)
    expect(page.sessions).toHaveLength(2)
    expect(page.state.dead).toBeNull()
    expect(page.state.status.state).toBe('paused')
    expect(page.state.status.step).toBeGreaterThan(0)
    expect(page.record.history.lastStep).toBeLessThanOrEqual(page.state.status.step)
    expect(page.state.config!.settings.latentDim).toBe(16)
  })

  it('before the first step is rebuilt with the configuration', async () => {
    await opened('#data=digits&model=vae&latentDim=7')
    page.die('Gone.')
    page.actions.rebuild()
    await pass(50)
    expect(page.fake.config).toMatchObject({ data: 'digits', model: 'vae' })
    expect(page.fake.config!.settings.latentDim).toBe(7)
  })
})

describe('the address', () => {
  it('restores a configuration and names what it could not take', async () => {
    await opened('#data=digits&model=vae&latentDim=9&beta=999&nonsense=1')
    expect(page.state.config).toMatchObject({ data: 'digits', model: 'vae' })
    expect(page.state.config!.settings.latentDim).toBe(9)
    expect(page.state.notices.map((notice) => notice.text).join(' ')).toMatch(/999.*nonsense/)
    expect(location.hash).toBe('#data=digits&model=vae&latentDim=9')
  })

  it('follows the controls', async () => {
    await opened()
    expect(location.hash).toBe('#data=ring&model=gan')
    page.actions.change('latentDim', 16)
    page.actions.setStop({ unit: 'steps', amount: 500 })
    expect(location.hash).toBe('#data=ring&model=gan&stop=500steps&latentDim=16')
  })

  it('applies a link that is opened in this tab', async () => {
    await opened()
    location.hash = '#data=digits&model=gan&latentDim=5'
    window.dispatchEvent(new HashChangeEvent('hashchange'))
    await pass(50)
    expect(page.fake.config).toMatchObject({ data: 'digits' })
    expect(page.fake.config!.settings.latentDim).toBe(5)
  })
})

it('a file that is no weights leaves the run alone and says why', async () => {
  await opened()
  page.actions.train()
  await pass(300)
  const file = { name: 'cat.zip', arrayBuffer: async () => new ArrayBuffer(4) } as unknown as File
  await page.actions.openFile(file)
  expect(page.state.problem).toMatchObject({ name: 'FormatError' })
  expect(page.state.status.state).toBe('running')
})

it('other data take the place of the former run’s curves and film at once, though they come late', async () => {
  await opened()
  page.actions.train()
  await pass(1000)
  const { length } = page.record.history
  expect(length).toBeGreaterThan(0)
  const { fake } = page
  fake.prepare = async () => {
    await fake.pause()
    fake.send({ type: 'status', status: { ...page.state.status, state: 'building' } })
    await new Promise(() => {})
  }
  page.actions.chooseData('digits')
  await pass(50)
  expect([page.record.history.length, page.record.film.moments.length, page.state.description]).toEqual([
    0,
    0,
    null,
  ])
  expect(page.state.past[0]!.history.length).toBe(length)
})

it('a file of points goes to the drawing dialog, whatever its size, and leaves the run alone', async () => {
  await opened()
  const file = { name: 'Moons.CSV', size: 2 ** 30 } as File
  await page.actions.openFile(file)
  expect(page.state).toMatchObject({ points: file, problem: null })
  page.actions.closePoints()
  expect(page.state.points).toBeNull()
})

it('a run from a file, and a branch, are told once: beside the way back, or in a notice where there is none', async () => {
  const file = { name: 'run.ganvas', arrayBuffer: async () => new ArrayBuffer(4) } as unknown as File
  const run = async () => {
    page.fake.identify = (() => {
      const { bytes: checkpoint, config, step } = saved
      return { kind: 'run', checkpoint, config, step }
    }) as unknown as typeof page.fake.identify
    await page.actions.openFile(file)
    await pass(10)
  }
  const told = () => page.state.notices.filter(({ level }) => level === 'info')
  await opened()
  const saved = (await page.fake.checkpoint())!
  await run()
  expect(page.state.toast).toBeNull()
  expect(told().map(({ text }) => text)).toEqual(['Continuing run.ganvas at step 0.'])
  page.actions.closeNotice(told()[0]!.id)
  page.actions.train()
  await pass(500)
  await run()
  expect(page.state.past[0]).toMatchObject({ id: page.state.toast, what: 'Continuing run.ganvas at step 0' })
  page.actions.train()
  await pass(500)
  page.actions.pause()
  await pass(10)
  await page.actions.branch()
  const { id, what } = page.state.past[0]!
  expect([page.state.toast, what]).toEqual([id, expect.stringMatching(/^A new run branches at step \d+\. /)])
  expect(told()).toEqual([])
})

it('a run that ended by itself does not start again with the next change', async () => {
  await opened('#data=ring&model=gan&stop=20steps')
  page.actions.train()
  await pass(1000)
  expect(page.state.status).toMatchObject({ state: 'paused' })
  page.actions.change('latentDim', 3)
  await pass(300)
  expect(page.state.status).toMatchObject({ state: 'paused', step: 0 })
})

it('looks at a network’s layers while it is pointed at, once for all its bars, and away a moment later', async () => {
  await opened()
  const watch = vi.spyOn(page.fake, 'watch')
  const looks = () => watch.mock.calls.map(([probes]) => probes.filter(({ id }) => id === 'layers'))
  const first = page.actions.peek(1)
  await pass(10)
  expect(looks()).toEqual([[{ id: 'layers', options: { network: 1 } }]])
  first()
  const next = page.actions.peek(1) // the bar beside it
  await pass(1000)
  expect(looks()).toHaveLength(1)
  next()
  const other = page.actions.peek(0)
  await pass(1000)
  expect(looks().at(-1)).toEqual([{ id: 'layers', options: { network: 0 } }])
  other()
  await pass(1000)
  expect(looks()).toHaveLength(3)
  expect(looks().at(-1)).toEqual([])
})
