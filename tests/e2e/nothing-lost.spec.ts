import { expect, open, stepShown, storedStep, test, trainer, waitForStatus } from './support'

test('a run is offered after a reload, and goes on where it stood', async ({ page, conduct: _ }) => {
  await open(page, 'data=ring&model=gan&backend=simd')
  await page.getByRole('button', { name: 'Train' }).click()
  await expect.poll(() => stepShown(page)).toBeGreaterThan(50)
  await page.getByRole('button', { name: 'Pause' }).click()
  await waitForStatus(page, /Paused/)
  const step = await stepShown(page)
  await expect.poll(() => storedStep(page)).toBe(step)
  await page.reload()
  await waitForStatus(page, /Paused/)
  await page.getByRole('button', { name: 'Resume', exact: true }).click()
  await expect.poll(() => stepShown(page)).toBe(step)
  // The curves came along, and the run goes on.
  await page.getByRole('button', { name: 'Train' }).click()
  await expect.poll(() => stepShown(page)).toBeGreaterThan(step)
})

test('a graphics context that is lost in the middle of training costs a few steps, not the run', async ({
  page,
}) => {
  test.setTimeout(150_000)
  // Keeps the worker's contexts within reach; its own script asks for them much later.
  page.on('worker', (worker) => {
    const keep = () => {
      const all: unknown[] = []
      Object.assign(self, { contexts: all })
      const ask = OffscreenCanvas.prototype.getContext
      OffscreenCanvas.prototype.getContext = function (this: OffscreenCanvas, ...asked: unknown[]) {
        const context = (ask as (...asked: unknown[]) => unknown).apply(this, asked)
        if (context) all.push(context)
        return context
      } as typeof ask
    }
    worker.evaluate(keep).catch(() => {})
  })
  await open(page, 'data=ring&model=gan&backend=webgl&batch=64')
  await page.getByRole('button', { name: 'Train' }).click()
  await expect.poll(() => storedStep(page), { timeout: 60_000 }).toBeGreaterThan(0)
  const worker = trainer(page)
  const lost = await worker.evaluate(() => {
    const { contexts } = self as unknown as { contexts: WebGL2RenderingContext[] }
    for (const context of contexts) context.getExtension('WEBGL_lose_context')?.loseContext()
    return contexts.length
  })
  expect(lost).toBeGreaterThan(0)
  const notice = page.getByText(/The run goes on by itself from step \d+/)
  await expect(notice).toBeVisible({ timeout: 60_000 })
  const from = Number(/from step (\d+)/.exec((await notice.textContent())!)![1])
  expect(from).toBeGreaterThan(0)
  // Nobody pressed anything.
  await expect.poll(() => stepShown(page), { timeout: 90_000 }).toBeGreaterThan(from)
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible()
})

test('of two tabs one keeps the runs; the other watches, and can take over', async ({ page, context }) => {
  const note = (tab: typeof page) => tab.getByRole('status', { name: 'Another tab' })
  await open(page, 'data=ring&model=gan&batch=16&backend=simd')
  const other = await context.newPage()
  await open(other, 'data=ring&model=gan&batch=16&backend=simd')
  await expect(note(other)).toContainText('nothing is saved')
  await expect(note(page)).toBeHidden()
  await other.getByRole('button', { name: 'Save here instead' }).click()
  await expect(note(other)).toBeHidden()
  await expect(note(page)).toBeVisible()
  await other.getByRole('button', { name: 'Train' }).click()
  await expect.poll(() => storedStep(other)).toBeGreaterThan(0)
  // When that tab goes, the first one has its turn again.
  await other.close()
  await expect(note(page)).toBeHidden()
})
