import type { Page } from '@playwright/test'
import { expect, open, runStatus, test, waitForStatus } from './support'

/** What the run status has said since the page began, each text once. */
async function said(page: Page): Promise<string[]> {
  return page.evaluate(() => (globalThis as unknown as { said: string[] }).said)
}

async function listen(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const texts: string[] = []
    Object.assign(globalThis, { said: texts })
    const look = () => {
      const status = document.querySelector('[role=status][aria-label="Run status"]')?.textContent
      if (status && status !== texts.at(-1)) texts.push(status)
    }
    new MutationObserver(look).observe(document, { childList: true, characterData: true, subtree: true })
  })
}

const programs = /^Preparing the GPU: (\d+) of (\d+) programs$/

/** Programs that the warm-up told of, and how many there were in all. */
function warmUp(texts: string[]): { done: number[]; total: number } {
  const told = texts.map((text) => programs.exec(text)).filter((match) => match !== null)
  return { done: told.map((match) => Number(match[1])), total: Number(told.at(-1)?.[2] ?? 0) }
}

test('a graphics card with 16-bit floats is named, and a gradient penalty on it warned of', async ({
  page,
  conduct,
}) => {
  test.setTimeout(180_000)
  await page.route(/\/assets\/main-[^/]*\.js$/, async (route) => {
    const response = await route.fetch()
    const without = `{
      const { getExtension } = WebGL2RenderingContext.prototype
      WebGL2RenderingContext.prototype.getExtension = function (name) {
        return name === 'EXT_color_buffer_float' ? null : getExtension.call(this, name)
      }
    }`
    await route.fulfill({ response, body: `${without}\n${await response.text()}` })
  })
  await open(page, 'data=ring&model=gan&batch=16&gradientPenalty=1&backend=webgl')
  await expect(page.getByText(/16-bit floats, in which the gradient penalty is unsafe/)).toBeVisible()
  await page.getByRole('button', { name: /^Device/ }).click()
  await expect(page.getByText(/epsilon is raised to 0\.0001/)).toBeVisible()
  await expect(page.getByText(/Gradient penalties .* are unsafe in 16 bits/)).toBeVisible()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Step', exact: true }).click()
  await waitForStatus(page, /Paused, step 1/)
  expect(conduct.errors).toEqual([])
})

test('WebGL tells of its warm-up, trains, and shows what its textures take; a link chooses the kernels', async ({
  page,
  conduct,
}) => {
  test.setTimeout(180_000)
  await listen(page)
  const totals: Record<string, number> = {}
  for (const kernels of ['fast', 'stock']) {
    await open(page, `data=ring&model=gan&batch=64&backend=webgl&kernels=${kernels}`)
    const { done, total } = warmUp(await said(page))
    expect(total).toBeGreaterThan(10)
    expect(done, 'progress').toEqual([...done].sort((a, b) => a - b))
    totals[kernels] = total
    await page.getByRole('button', { name: 'Train', exact: true }).click()
    await expect(runStatus(page)).toContainText(/Running, step [1-9]/, { timeout: 60_000 })
    await page.getByRole('button', { name: 'Pause' }).click()
    await waitForStatus(page, /Paused/)
    await page.getByRole('button', { name: /^Device/ }).click()
    await expect(page.getByText(/[\d.,]+ [KMG]i?B on the GPU/)).toBeVisible()
    await expect(page.getByText(/^[\d,]+ · [\d.,]+ [KMG]?i?B$/)).toBeVisible()
    await page.keyboard.press('Escape')
  }
  expect(totals.fast).not.toBe(totals.stock)
  expect(conduct.errors).toEqual([])
})
