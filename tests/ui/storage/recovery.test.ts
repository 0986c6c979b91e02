// @vitest-environment jsdom
import { afterEach, beforeEach, expect, it } from 'vitest'
import { until, type Visit, visit } from '../visit'
import { freshBrowser, openStore } from './support'

let page: Visit
beforeEach(async () => {
  location.hash = ''
  localStorage.clear()
  freshBrowser()
  page = visit()
  await until(() => page.state.status.state === 'paused' && page.state.shelf === 'ready', 'the page')
})
afterEach(() => page.close())

async function trainedTo(step: number) {
  page.actions.train()
  await until(() => page.state.status.step >= step, `step ${step}`)
}

it('a lost device costs the steps since the last checkpoint: another worker runs on by itself, and it is said', async () => {
  await trainedTo(30)
  const { run } = page.state
  const first = page.fake
  const saved = { ...(await first.checkpoint())!, config: first.config! }
  await trainedTo(saved.step + 7)
  first.send({ type: 'lost', saved })
  await until(() => page.fake !== first && page.state.status.state === 'running', 'the new worker')
  expect(page.fake.calls).toContain('restore')
  expect(page.state.run).toEqual(run)
  expect(page.state.status.step).toBeGreaterThanOrEqual(saved.step)
  expect(page.record.history.steps.length).toBe(new Set(page.record.history.steps).size)
  expect(page.state.notices.map(({ text }) => text).join()).toMatch(
    new RegExp(`goes on by itself from step ${saved.step}`),
  )
  void first.pause()
  // A device that is lost twice is not tried a third time.
  const second = page.fake
  second.send({ type: 'lost', saved })
  await until(() => page.fake !== second && page.state.status.state === 'running', 'the third worker')
  expect(page.state.device?.choice).toBe('simd')
  void second.pause()
})

const diverge = () => {
  void page.fake.pause()
  page.fake.send({
    type: 'problem',
    problem: { name: 'DivergenceError', message: 'The loss is no longer a number.', next: 'Lower the rate.' },
  })
}

it('rolls a diverged run back to a checkpoint, halves its rates and trains on; again, further back', async () => {
  await trainedTo(120)
  const rates = { ...page.state.config!.settings }
  const former = page.state.status.step
  const { run } = page.state
  diverge()
  expect(page.state.problem).not.toBeNull()
  await page.actions.rollBack('halved rates')
  const first = page.fake.rolledTo.at(-1)!
  expect(first).toBeLessThanOrEqual(former)
  expect(first).toBeGreaterThan(0)
  expect(page.state.run).toEqual(run)
  expect(page.state.problem).toBeNull()
  expect(page.state.config!.settings.generatorRate).toBe(Number(rates.generatorRate) / 2)
  expect(page.fake.changes.at(-1)).toEqual({
    generatorRate: Number(rates.generatorRate) / 2,
    discriminatorRate: Number(rates.discriminatorRate) / 2,
  })
  await until(() => page.state.status.state === 'running', 'the run')
  diverge()
  await page.actions.rollBack('same')
  const second = page.fake.rolledTo.at(-1)!
  expect(second).toBeLessThan(first)
  // Nothing is kept any more of the life that led there.
  const store = await openStore()
  expect((await store.checkpoints(run!.id)).at(-1)!.step).toBe(second)
  expect((await store.run(run!.id))!.step).toBe(second)
  store.close()
  expect(page.state.config!.settings.generatorRate).toBe(Number(rates.generatorRate) / 2)
})
