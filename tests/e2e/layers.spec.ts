import type { Page } from '@playwright/test'
import { expect, graveViolations, open, test, waitForStatus, waitForStep } from './support'

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

for (const [hash, colorScheme] of [
  ['data=ring&model=gan', 'light'],
  ['data=mnist&model=vae', 'dark'],
] as const) {
  test(`layers of ${hash} are widened, made impossible, taken back and trained, ${colorScheme}`, {
    tag: colorScheme === 'dark' ? '@long' : [],
  }, async ({ page, conduct }) => {
    await page.emulateMedia({ colorScheme })
    await open(page, hash)
    await button(page, 'Edit layers').click()
    const units = page.getByRole('spinbutton', { name: /^units of layer/ }).first()
    await units.fill('160')
    await expect(page).toHaveURL(/layers\.\w+=.*units-160/)
    await waitForStatus(page, /Paused/)
    await expect(button(page, 'Train')).toBeEnabled()
    expect(await graveViolations(page)).toEqual([])

    // The last dense layer must give what the model needs.
    const last = page.getByRole('spinbutton', { name: /^units of layer/ }).last()
    const right = await last.inputValue()
    await last.fill('7')
    const alert = page.getByRole('alert').filter({ hasText: 'Train is off until it fits' })
    await expect(alert).toContainText(/layer \d+: The network gives 7, but the model needs/)
    await expect(button(page, 'Train')).toBeDisabled()
    await expect(button(page, 'Step')).toBeDisabled()
    await expect(button(page, 'Done')).toBeDisabled()
    expect(await graveViolations(page)).toEqual([])
    await button(page, 'Undo').click()
    await expect(alert).toHaveCount(0)
    await expect(last).toHaveValue(right)
    await button(page, 'Redo').click()
    await button(page, 'Discard changes').click()
    await expect(alert).toHaveCount(0)
    await expect(last).toHaveValue(right)
    await expect(button(page, 'Train')).toBeEnabled()

    await button(page, 'Done').click()
    await button(page, 'Train').click()
    await waitForStep(page, 1)
    await button(page, 'Pause').click()

    // A bar under the stage says what its layer is, costs and does.
    const bar = page.locator('.flow .stack i').first()
    await bar.hover()
    const tip = page.getByRole('tooltip').filter({ hasText: 'multiply-adds' })
    await expect(tip).toHaveText(/output *\S+.*weights *[\d,]+.*multiply-adds *[\d,]+.*gradient *\S/)
    await page.waitForTimeout(300) // colours of a transition have no contrast of their own
    expect(await graveViolations(page)).toEqual([])
    await page.mouse.move(0, 0)
    await expect(tip).toHaveCount(0)

    await button(page, 'Edit layers').click()
    await button(page, 'Back to the default').click()
    await expect(page).not.toHaveURL(/layers/)
    expect(conduct.errors).toEqual([])
  })
}

test('layers are added, moved and removed by keyboard alone', async ({ page, conduct }) => {
  await open(page, 'data=moons&model=gan')
  await button(page, 'Edit layers').focus()
  await page.keyboard.press('Enter')
  const rows = page.getByRole('table', { name: 'Layers of the Generator' }).locator('tbody tr')
  await expect(rows).toHaveCount(5)
  await page.getByRole('combobox', { name: 'Kind of layer' }).selectOption('Layer norm')
  await button(page, 'Add layer').focus()
  await page.keyboard.press('Enter')
  await expect(rows.nth(4)).toContainText('Layer norm')
  await page.getByRole('button', { name: 'Move layer 5, Layer norm up' }).focus()
  await page.keyboard.press('Enter')
  await expect(rows.nth(3)).toContainText('Layer norm')
  await expect(page.getByRole('button', { name: 'Move layer 4, Layer norm up' })).toBeFocused()
  await page.getByRole('button', { name: 'Remove layer 4, Layer norm' }).focus()
  await page.keyboard.press('Enter')
  await expect(rows).toHaveCount(5)
  await page.keyboard.press('Control+z')
  await expect(rows).toHaveCount(6)
  await expect(button(page, 'Train')).toBeEnabled()
  expect(conduct.errors).toEqual([])
})
