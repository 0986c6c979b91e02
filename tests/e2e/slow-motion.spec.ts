import type { Page } from '@playwright/test'
import { expect, graveViolations, open, runStatus, test, waitForStatus, waitForStep } from './support'

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

async function stepOf(page: Page): Promise<number> {
  return Number(/(\d[\d,]*)/.exec((await runStatus(page).textContent())!)![1]!.replaceAll(',', ''))
}

for (const [hash, colorScheme, stages] of [
  ['data=ring&model=gan', 'light', ['Sample noise', 'Generate', 'Score', 'Update D', 'Update G']],
  ['data=mnist&model=vae', 'dark', ['Encode', 'Sample', 'Decode', 'Losses', 'Update']],
] as const) {
  test(`slow motion of ${hash} tells an iteration and lets the run go on`, {
    tag: colorScheme === 'dark' ? '@long' : [],
  }, async ({ page, conduct }) => {
    await page.emulateMedia({ colorScheme })
    await open(page, hash)
    await button(page, 'Train').click()
    await waitForStep(page, 1)
    await button(page, 'Slow motion').click()
    const panel = page.getByRole('region', { name: 'One iteration in slow motion' })
    await expect(panel.getByRole('listitem').first()).toBeVisible({ timeout: 40_000 })
    await panel.getByRole('button', { name: 'Hold' }).click()
    for (const name of stages) {
      await panel.getByRole('button', { name, exact: true }).click()
      await expect(panel.getByText(`${name}.`, { exact: true })).toBeVisible()
      // The plane stands where the telling stands.
      if (hash.includes('ring')) await expect(page.getByRole('img', { name: `at “${name}”` })).toBeVisible()
    }
    await expect(panel.getByText('moved by').first()).toBeVisible()
    // Columns scroll, the page does not.
    expect(await page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBe(0)
    expect(await graveViolations(page)).toEqual([])

    // Past the last stage begins the next iteration.
    await waitForStatus(page, /Paused/)
    const held = await stepOf(page)
    while ((await stepOf(page)) === held) {
      await page.keyboard.press('ArrowRight')
      await page.waitForTimeout(200)
    }
    expect(await stepOf(page)).toBe(held + 1)
    await button(page, 'Leave').click()
    await waitForStatus(page, /Running/)
    await waitForStep(page, held + 2)
    expect(conduct.errors).toEqual([])
  })
}

test('slow motion by keyboard alone, at step 0, without motion of its own where none is wanted', async ({
  page,
  conduct,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await open(page, 'data=moons&model=autoencoder')
  await button(page, 'Slow motion').focus()
  await page.keyboard.press('Enter')
  const now = page.locator('.slow-stages [aria-current]')
  await expect(now).toHaveText('Take a batch')
  await expect(button(page, 'Hold')).toHaveCount(0)
  await page.keyboard.press('ArrowRight')
  await expect(now).toHaveText('Encode')
  await page.keyboard.press('ArrowLeft')
  await expect(now).toHaveText('Take a batch')
  await page.keyboard.press('Escape')
  await expect(now).toHaveCount(0)
  await expect(runStatus(page)).toContainText(/Paused/)
  expect(conduct.errors).toEqual([])
})
