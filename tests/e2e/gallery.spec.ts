import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, open, test, waitForStatus, waitForStep } from './support'

const gallery = (page: Page) => page.getByRole('dialog', { name: 'Recipes' })
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

async function graveViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)
}

test('the first visit shows the recipes, and Train is in reach', async ({ page, conduct }) => {
  await page.goto('./')
  await expect(gallery(page)).toBeVisible()
  await expect(gallery(page)).toContainText('GAN on Ring of 8')
  for (const name of ['Train', 'Step', 'Reset', 'New seed', 'Export', 'Recipes'])
    await expect(page.getByRole('button', { name }), name).toHaveCount(1)
  await waitForStatus(page, /Paused/)
  await button(page, 'Train').click()
  await waitForStep(page, 1)
  await expect(gallery(page)).toBeHidden()
  await page.goto('about:blank')
  await page.goto('./') // remembered
  await waitForStatus(page, /Paused/)
  await expect(gallery(page)).toBeHidden()
  expect(conduct.errors).toEqual([])
})

test('a link never opens them; Escape closes them', async ({ page, conduct }) => {
  await page.goto('./#data=moons&model=gan')
  await waitForStatus(page, /Paused/)
  await expect(gallery(page)).toBeHidden()
  await button(page, 'Recipes').click()
  await expect(gallery(page)).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(gallery(page)).toBeHidden()
  await expect(button(page, 'Recipes')).toBeFocused()
  expect(conduct.outside).toEqual([])
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`filters narrow the cards down, and a card begins its run, ${colorScheme}`, {
    tag: colorScheme === 'dark' ? '@long' : [],
  }, async ({ page, conduct }) => {
    await page.emulateMedia({ colorScheme })
    await open(page, 'data=moons&model=vae')
    await button(page, 'Recipes').click()
    await expect(button(page, 'DCGAN')).toBeVisible()
    expect(await graveViolations(page)).toEqual([])
    await gallery(page).getByRole('radio', { name: 'Ring of 8' }).check()
    await expect(button(page, 'DCGAN')).toBeHidden()
    await button(page, 'GAN whose discriminator wins').click()
    await expect(gallery(page)).toBeHidden()
    await waitForStatus(page, /Running/)
    await waitForStep(page, 1)
    await expect(page).toHaveURL(/loss=minimax/)
    const watch = page.getByRole('region', { name: 'What to watch' })
    await expect(watch).toContainText('How it fails')
    expect(await graveViolations(page)).toEqual([])
    await button(page, 'Close what to watch').click()
    await expect(watch).toBeHidden()
    expect(conduct.errors).toEqual([])
  })
}
