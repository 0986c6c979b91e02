import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import {
  expect,
  open,
  runStatus,
  sampleStep,
  stepShown,
  storedStep,
  test,
  trainer,
  waitForStatus,
  waitForStep,
} from './support'

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

for (const colorScheme of ['light', 'dark'] as const) {
  for (const hash of ['data=ring&model=gan', 'data=mnist&model=vae']) {
    test(`axe finds no serious violation, ${colorScheme}, ${hash}, while training`, async ({
      page,
      conduct,
    }) => {
      await page.emulateMedia({ colorScheme })
      await open(page, hash)
      await button(page, 'Train').click()
      await waitForStep(page, 1)
      await button(page, 'Pause').click()
      await waitForStatus(page, /Paused/)
      const { violations } = await new AxeBuilder({ page }).analyze()
      const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      expect(
        grave.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`),
      ).toEqual([])
      expect(conduct.errors).toEqual([])
    })
  }
}

test('a link restores a configuration, and names each value that it could not take', async ({
  page,
  conduct,
}) => {
  await open(page, 'data=moons&model=vae&latentDim=3&beta=999&nonsense=1&seed=abc')
  await expect(page.getByRole('combobox', { name: 'Data set' })).toHaveValue('moons')
  await expect(page.getByRole('combobox', { name: 'Model' })).toHaveValue('vae')
  await expect(page.getByText(/KL weight.*999/)).toBeVisible()
  await expect(page.getByText(/nonsense/)).toBeVisible()
  await expect(page.getByText(/seed.*abc/)).toBeVisible()
  await expect(page).toHaveURL(/latentDim=3/)
  await expect(page).not.toHaveURL(/nonsense|999|abc/)
  expect(conduct.errors).toEqual([])
})

test('the first picture evolves soon after Train, and keys do what they say', async ({ page, conduct }) => {
  await open(page)
  await page.keyboard.press('Space')
  await waitForStatus(page, /Running/)
  await waitForStep(page, 1, 30_000)
  await page.keyboard.press('Space')
  await waitForStatus(page, /Paused/)
  const before = Number(/(\d[\d,]*)/.exec((await runStatus(page).textContent())!)![1]!.replaceAll(',', ''))
  await page.keyboard.press('s')
  await waitForStep(page, before + 1)
  await page.keyboard.press('r')
  await expect(page.getByRole('img', { name: 'Generated samples, step 0' })).toBeVisible()
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.press('Escape')
  expect(conduct.outside).toEqual([])
})

test('each name that a person looks for belongs to one control', async ({ page, conduct }) => {
  await open(page)
  for (const name of ['Train', 'Step', 'Reset', 'New seed', 'Export'])
    await expect(page.getByRole('button', { name }), name).toHaveCount(1)
  for (const name of ['Data set', 'Model'])
    await expect(page.getByRole('combobox', { name }), name).toHaveCount(1)
  for (const name of ['Losses', 'Stage'])
    await expect(page.getByRole('region', { name }), name).toHaveCount(1)
  await button(page, 'Train').click()
  await waitForStatus(page, /Running/)
  await expect(page.getByRole('button', { name: 'Pause' })).toHaveCount(1)
  expect(conduct.errors).toEqual([])
})

test('a worker that dies is said, and the run goes on in another where it stood', async ({
  page,
  conduct,
}) => {
  await open(page, 'data=circles&model=gan&latentDim=3')
  await button(page, 'Train').click()
  await waitForStep(page, 20)
  await button(page, 'Pause').click()
  await waitForStatus(page, /Paused/)
  const step = await stepShown(page)
  await expect.poll(() => storedStep(page)).toBe(step)
  const worker = trainer(page)
  await worker.evaluate(() => {
    setTimeout(() => {
      throw new Error('struck down by a test')
    })
  })
  await button(page, 'Rebuild').click()
  await waitForStatus(page, /Paused/)
  await expect(page).toHaveURL(/circles.*latentDim=3/)
  await expect.poll(() => stepShown(page)).toBe(step)
  await button(page, 'Train').click()
  await waitForStep(page, step + 1)
  conduct.errors.length = 0 // the error was ours
})

test('a shard that does not arrive is said, and can be fetched again', async ({ page, conduct }) => {
  let broken = true
  await page.route('**/data/mnist/train-00.bin', (route) => (broken ? route.abort() : route.continue()))
  await page.goto('./#data=mnist&model=vae')
  await expect(page.getByText(/MNIST.*could not|could not.*MNIST|train-00/i).first()).toBeVisible({
    timeout: 30_000,
  })
  broken = false
  await button(page, 'Try again').click()
  await waitForStatus(page, /Paused/)
  conduct.errors.length = 0 // the browser logs each failed request
})

test('where the painter does not load, the page paints by itself', async ({ page, conduct }) => {
  await page.route('**/assets/painter-*.js', (route) => route.abort())
  await open(page, 'data=ring&model=gan')
  await button(page, 'Train').click()
  await expect.poll(() => sampleStep(page)).toBeGreaterThan(0)
  const colours = await page.locator('.plane canvas').evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
    return new Set(new Uint32Array(data.buffer)).size
  })
  expect(colours).toBeGreaterThan(50)
  conduct.errors.length = 0 // the browser logs the failed request
})

test('without WebGL the page says so and trains on the processor', async ({ page, conduct }) => {
  await page.addInitScript(() => {
    const refuse = () => null
    if ('OffscreenCanvas' in globalThis) OffscreenCanvas.prototype.getContext = refuse as never
  })
  // A worker has its own prototypes: take WebGL from it before its script runs.
  await page.route('**/assets/main-*.js', async (route) => {
    const response = await route.fetch()
    const body = `OffscreenCanvas.prototype.getContext = () => null;\n${await response.text()}`
    await route.fulfill({ response, body })
  })
  await open(page, 'data=ring&model=gan')
  await page.getByRole('button', { name: /^Device/ }).click()
  await expect(page.getByText(/gives the page no WebGL/).first()).toBeVisible()
  await page.keyboard.press('Escape')
  await button(page, 'Train').click()
  await waitForStep(page, 1)
  expect(conduct.outside).toEqual([])
})

/** Durations of the page's long tasks over some seconds. */
const longTasks = (page: Page, milliseconds: number) =>
  page.evaluate(
    (wait) =>
      new Promise<number[]>((resolve) => {
        const durations: number[] = []
        const take = (entries: PerformanceEntryList) =>
          durations.push(...entries.map((entry) => entry.duration))
        const observer = new PerformanceObserver((list) => take(list.getEntries()))
        observer.observe({ entryTypes: ['longtask'] })
        setTimeout(() => {
          take(observer.takeRecords())
          observer.disconnect()
          resolve(durations)
        }, wait)
      }),
    milliseconds,
  )

/** CPU time in milliseconds of the main thread's longest task over some seconds, from the browser's own trace. */
async function longestTask(page: Page, milliseconds: number): Promise<number> {
  interface Entry {
    name: string
    ph: string
    pid: number
    tid: number
    tdur?: number
    args: { name?: string }
  }
  const cdp = await page.context().newCDPSession(page)
  const entries: Entry[] = []
  cdp.on('Tracing.dataCollected', ({ value }) => entries.push(...(value as unknown as Entry[])))
  const complete = new Promise<void>((resolve) => cdp.once('Tracing.tracingComplete', () => resolve()))
  await cdp.send('Tracing.start', { categories: 'toplevel', transferMode: 'ReportEvents' })
  await page.waitForTimeout(milliseconds)
  await cdp.send('Tracing.end')
  await complete
  const main = new Set(
    entries
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid}:${tid}`),
  )
  const tasks = entries.filter(
    ({ ph, pid, tid, tdur }) => ph === 'X' && tdur !== undefined && main.has(`${pid}:${tid}`),
  )
  expect(tasks.length).toBeGreaterThan(50)
  return Math.max(...tasks.map(({ tdur }) => tdur! / 1000))
}

// Twice over: by the processor's time, which is the page's own doing, no task may take 50 ms. The long-tasks API counts by the
// clock, waiting included: where other programs share the processor, a task of 10 ms that is made to wait counts as long
// now and then. Of it a clean stretch is asked in which charts, pictures and counters are drawn dozens of times.
for (const model of ['gan', 'vae']) {
  test(`no task of the page takes 50 ms while the default ${model} trains`, async ({ page, conduct }) => {
    await open(page, `data=ring&model=${model}`)
    await button(page, 'Train').click()
    await waitForStep(page, 1)
    await page.waitForTimeout(1500) // the charts' code arrives and is compiled once
    expect(await longestTask(page, 6000)).toBeLessThan(50)
    const seen: number[][] = []
    while (seen.length < 8 && seen.at(-1)?.length !== 0) seen.push(await longTasks(page, 4000))
    expect(seen.at(-1), JSON.stringify(seen)).toEqual([])
    await expect(runStatus(page)).toContainText(/Running/)
    expect(conduct.errors).toEqual([])
  })
}
