import type { Locator, Page } from '@playwright/test'
import { expect, open, sampleStep, stepShown, test, waitForStatus, waitForStep } from './support'

/** Tab towards it, until the focus is on it: what cannot be reached so is out of reach for a person without a mouse. */
async function tabTo(page: Page, target: Locator, most = 90): Promise<void> {
  const way = () =>
    target.evaluate((element) => {
      const now = document.activeElement
      if (element === now) return null
      const before = now && element.compareDocumentPosition(now) & Node.DOCUMENT_POSITION_FOLLOWING
      return before ? 'Shift+Tab' : 'Tab'
    })
  for (let presses = 0; ; presses++) {
    const keys = await way()
    if (!keys) return
    expect(presses, 'presses of Tab').toBeLessThan(most)
    await page.keyboard.press(keys)
  }
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

async function activate(page: Page, name: string): Promise<void> {
  await tabTo(page, button(page, name))
  await page.keyboard.press('Enter')
}

test('a person with a keyboard alone draws, edits layers, trains, scrubs and switches', async ({
  page,
  conduct,
}) => {
  await open(page, 'data=ring&model=gan')
  await activate(page, 'Draw your own')
  await expect(page.getByRole('dialog', { name: 'Draw your own' })).toBeVisible()
  await activate(page, 'Star')
  await activate(page, 'Use these points')
  await expect(page).toHaveURL(/data=drawn.*drawing=s/)
  await waitForStatus(page, /Paused/)

  await activate(page, 'Edit layers')
  const units = page.getByRole('spinbutton', { name: /^units of layer/ }).first()
  await tabTo(page, units)
  await page.keyboard.press('ArrowUp')
  await expect(page).toHaveURL(/layers\.\w+=.*units-129/)
  await waitForStatus(page, /Paused/)
  await activate(page, 'Done')

  await activate(page, 'Train')
  await waitForStep(page, 8)
  await page.keyboard.press('Enter') // the same button, which now pauses
  await waitForStatus(page, /Paused/)

  await tabTo(page, page.getByRole('slider', { name: 'Time machine' }))
  await page.keyboard.press('Home')
  await expect.poll(() => sampleStep(page)).toBe(0)
  await page.keyboard.press('End')
  const last = await stepShown(page)
  await expect.poll(() => sampleStep(page)).toBe(last)

  const manifold = page.getByRole('checkbox', { name: 'Manifold', exact: true })
  await tabTo(page, manifold)
  await page.keyboard.press('Space')
  await expect(manifold).not.toBeChecked()
  await tabTo(page, page.getByRole('tab', { name: 'Plane' }))
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('tab', { name: 'How it works' })).toBeFocused()
  await expect(page.getByRole('tabpanel').locator('math').first()).toBeVisible()
  const model = page.getByRole('combobox', { name: 'Model' })
  await tabTo(page, model)
  await page.keyboard.press('ArrowDown') // GAN, BiGAN, VAE …
  await expect(model).not.toHaveValue('gan')
  await waitForStatus(page, /Paused/)
  expect(conduct.errors).toEqual([])
})
