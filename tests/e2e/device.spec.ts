import type { Page } from '@playwright/test'
import { expect, open, test, waitForStatus } from './support'

const badge = (page: Page) => page.getByRole('button', { name: /^Device/ })

async function choose(page: Page, name: RegExp): Promise<void> {
  await badge(page).click()
  await page.getByRole('radio', { name }).click()
  await expect(page.getByRole('radio', { name })).toBeChecked()
  await page.keyboard.press('Escape')
  await waitForStatus(page, /Paused/)
}

test('the badge shows how long a step of the model takes on each backend', async ({ page, conduct }) => {
  test.setTimeout(180_000)
  await open(page, 'data=ring&model=gan')
  await expect(badge(page)).toContainText('SIMD')
  await badge(page).click()
  await expect(page.getByRole('radio', { name: 'The best one here' })).toBeChecked()
  await page.getByRole('button', { name: 'Time this model on each' }).click()
  await expect(page.getByRole('radio', { name: /SIMD · [\d.,]+ ms a step/ })).toBeVisible({
    timeout: 120_000,
  })
  await expect(page.getByRole('radio', { name: /WebGL · [\d.,]+ ms a step/ })).toBeVisible()
  await expect(badge(page)).toHaveText(/^SIMD.* · [\d.,]+ ms, WebGL [\d.,]+ ms$/)
  await expect(
    page.getByText(/A step of this model takes .* on CPU with SIMD, .* on GPU through WebGL/),
  ).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Time this model on each' })).toBeHidden()
  await waitForStatus(page, /Paused/)
  expect(conduct.errors).toEqual([])
})

test('a chosen backend is kept over a reload, until the best one is asked for again', async ({
  page,
  conduct,
}) => {
  await open(page, 'data=ring&model=gan')
  await choose(page, /^CPU/)
  await expect(badge(page)).toContainText('CPU')
  await page.reload()
  await waitForStatus(page, /Paused/)
  await expect(badge(page)).toContainText('CPU')
  await choose(page, /The best one here/)
  await expect(badge(page)).toContainText('SIMD')
  await page.reload()
  await waitForStatus(page, /Paused/)
  await expect(badge(page)).toContainText('SIMD')
  expect(conduct.errors).toEqual([])
})
