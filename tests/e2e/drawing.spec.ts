import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, open, sampleStep, test, waitForStatus, waitForStep } from './support'

const board = (page: Page) => page.getByRole('img', { name: /^Drawing:/ })
const use = (page: Page) => page.getByRole('button', { name: 'Use these points' })

async function openBoard(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Draw your own' }).click()
  await expect(board(page)).toBeVisible()
}

test('a person draws, with the mouse or with keys alone; the link brings the drawing back', async ({
  page,
  conduct,
}) => {
  await open(page, 'data=ring&model=gan')
  await page.getByRole('button', { name: 'Draw your own' }).focus()
  await page.keyboard.press('Enter')
  await expect(board(page)).toBeVisible()
  await use(page).press('Enter')
  await expect(page.getByRole('alert')).toHaveText(/^Nothing is drawn yet\./)
  await page.getByRole('button', { name: 'Heart' }).press('Enter')
  await expect(board(page)).toHaveAccessibleName('Drawing: 1 stroke, 0 points')

  const { x, y, width } = (await board(page).boundingBox())!
  await page.mouse.move(x + 20, y + 20)
  await page.mouse.down()
  for (let i = 0; i <= 40; i++) await page.mouse.move(x + 20 + i * 10, y + 20 + 10 * Math.sin(i))
  await page.mouse.up()
  expect(width).toBeLessThan(420) // the path has left the board
  await expect(page.getByText('What went beyond the plane was moved to its edge.')).toBeVisible()
  await expect(board(page)).toHaveAccessibleName('Drawing: 2 strokes, 0 points')

  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.waitForTimeout(500) // colours of a transition have no contrast of their own
    const { violations } = await new AxeBuilder({ page }).include('[role="dialog"]').analyze()
    const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    expect(grave.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([])
  }
  await use(page).click()
  await expect(page).toHaveURL(/data=drawn.*drawing=s/)
  await waitForStatus(page, /Paused/)
  await expect(page.getByRole('combobox', { name: 'Data set' })).toHaveValue('drawn')
  await page.getByRole('button', { name: 'Train', exact: true }).click()
  await waitForStep(page, 1)

  await page.evaluate(() => localStorage.removeItem('ganvas.drawings'))
  await open(page, new URL(page.url()).hash)
  await openBoard(page)
  await expect(board(page)).toHaveAccessibleName('Drawing: 2 strokes, 0 points')
  expect(conduct.outside).toEqual([])
})

test('a long CSV file is sampled beside a run, and found again on this device', { tag: '@long' }, async ({
  page,
  conduct,
}) => {
  await open(page, 'data=ring&model=gan')
  await page.getByRole('button', { name: 'Train', exact: true }).click()
  await waitForStep(page, 1)
  await openBoard(page)
  const before = await sampleStep(page)
  const input = page.getByLabel('Open a CSV file')
  await input.setInputFiles({ name: 'one.csv', mimeType: 'text/csv', buffer: Buffer.from('a\n1\n2\n3\n') })
  await expect(page.getByRole('alert')).toContainText('one column of numbers; points on a plane need two.')
  const rows = Array.from({ length: 1_000_000 }, (_, i) => `${i % 1000},${(i * 7) % 1013}`)
  await input.setInputFiles({
    name: 'long.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`wide,high\n${rows.join('\n')}`),
  })
  await expect(page.getByText('An even sample of 4,000 of the 1,000,000 rows is used.')).toBeVisible()
  await expect(page.getByText(/too many for a link/)).toBeVisible()
  expect(await sampleStep(page)).toBeGreaterThan(before) // the run went on
  await use(page).click()
  await expect(page).toHaveURL(/drawing=%40[0-9a-f]{16}/)
  await expect(page.getByText(/^wide .*, high /)).toBeVisible()
  const { hash } = new URL(page.url())
  await open(page, hash)
  await expect(page.getByText(/^wide .*, high /)).toBeVisible()
  await page.evaluate(() => localStorage.removeItem('ganvas.drawings'))
  await open(page, hash)
  await expect(page.getByText(/stay on the device where they were drawn/)).toBeVisible()
  expect(conduct.outside).toEqual([])
})

test('the plane zooms by keys, buttons and wheel, and comes back whole', async ({ page, conduct }) => {
  await open(page, 'data=ring&model=gan')
  const whole = page.getByRole('button', { name: 'Whole plane' })
  const look = () => page.locator('.plane canvas').evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL())
  await expect(whole).toBeDisabled()
  await page.getByRole('group', { name: /^Plane:/ }).focus()
  // Frames of one moment arrive one by one: the first look is of the picture that no longer changes.
  let first = await look()
  let same = 0
  const settled = async () => {
    const next = await look()
    same = next === first ? same + 1 : 0
    first = next
    return same
  }
  await expect.poll(settled, { intervals: [300] }).toBeGreaterThan(3)
  await page.keyboard.press('+')
  await expect.poll(look).not.toBe(first)
  const near = await look()
  await page.keyboard.press('ArrowRight')
  await expect.poll(look).not.toBe(near)
  await page.keyboard.press('0')
  await expect.poll(look).toBe(first)
  await page.locator('.plane').hover()
  await page.mouse.wheel(0, -300)
  await expect(whole).toBeEnabled()
  await whole.click()
  await expect.poll(look).toBe(first)
  for (const name of ['Real points', 'Generated points', 'Heat map', 'Manifold', 'Gradients']) {
    const box = page.getByRole('checkbox', { name, exact: true })
    const before = await look()
    await box.uncheck()
    await expect.poll(look, name).not.toBe(before)
    await box.check()
    await expect.poll(look, name).toBe(first)
  }
  expect(conduct.outside).toEqual([])
})
