import { readFile } from 'node:fs/promises'
import AxeBuilder from '@axe-core/playwright'
import { expect, open, sampleStep, test, waitForStatus, waitForStep } from './support'

test('the time machine shows the past, comes back, plays, and branches', async ({ page, conduct }) => {
  await open(page, 'data=ring&model=gan')
  await page.getByRole('button', { name: 'Train' }).click()
  await waitForStep(page, 12)
  const slider = page.getByRole('slider', { name: 'Time machine' })
  await slider.focus()
  await page.keyboard.press('Home')
  await expect.poll(() => sampleStep(page)).toBe(0)
  await page.waitForTimeout(700) // the run goes on, and the picture stays
  expect(await sampleStep(page)).toBe(0)
  await expect(slider).toHaveAttribute('aria-valuetext', 'step 0')
  await page.getByRole('button', { name: 'Live', exact: true }).click()
  await waitForStep(page, 13)
  await page.getByRole('button', { name: 'Pause' }).click()
  await waitForStatus(page, /Paused/)

  await page.getByRole('button', { name: 'Play the film' }).click()
  await expect(page.getByRole('button', { name: 'Stop the film' })).toBeVisible()
  await page.getByRole('button', { name: 'Stop the film' }).click()
  await slider.focus()
  await page.keyboard.press('Home')
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight')
  await page.screenshot({ path: test.info().outputPath('scrubbing.png') })
  const { violations } = await new AxeBuilder({ page }).include('.film').analyze()
  expect(violations).toEqual([])

  // A video is saved from a run that trains; it goes on by itself when the file is there.
  for (const [item, head, training] of [
    [/GIF/, 'GIF89a', false],
    [/Video/, 'ftyp|\x1aE\xdf\xa3', true], // MP4 or WebM
  ] as const) {
    if (training) {
      await page.getByRole('button', { name: 'Train' }).click()
      await waitForStatus(page, /Running/)
    }
    await page.getByRole('button', { name: 'Save film' }).click()
    const plane = page.getByRole('menuitemradio', { name: 'The plane with its layers' })
    if (training) await plane.click()
    else {
      await expect(plane).toBeChecked()
      await page.getByRole('menuitemradio', { name: 'Samples' }).click()
    }
    const entry = page.getByRole('menuitem', { name: item })
    await expect(entry).not.toContainText('Asking')
    if (!(await entry.isEnabled())) {
      await page.keyboard.press('Escape')
      continue // it says that this browser has no encoder
    }
    const [file] = await Promise.all([page.waitForEvent('download', { timeout: 60_000 }), entry.click()])
    const bytes = await readFile(await file.path(), 'latin1')
    expect(bytes.slice(0, 12)).toMatch(new RegExp(head))
    expect(bytes).toContain('digitalsourcetype/trainedAlgorithmicMedia')
    if (training) await waitForStatus(page, /Running/)
  }
  await page.getByRole('button', { name: 'Save film' }).click()
  await page.getByRole('menuitem', { name: /GIF/ }).click()
  await page.getByRole('button', { name: 'Cancel saving' }).click()
  await expect(page.getByRole('button', { name: 'Save film' })).toBeVisible()

  await page.getByRole('button', { name: 'Branch from here' }).click()
  const notice = page.getByText(/A new run branches at step [\d,]+/)
  await expect(notice).toBeVisible()
  const step = Number(/step ([\d,]+)/.exec((await notice.textContent())!)![1]!.replaceAll(',', ''))
  await waitForStatus(page, /Paused/)
  await expect.poll(() => sampleStep(page)).toBe(step)
  await page.getByRole('button', { name: 'Train' }).click()
  await waitForStep(page, step + 1)
  await expect(page.getByText(/Started over/)).toHaveCount(0)
  await expect(
    page.getByRole('status', { name: 'Undo' }).getByRole('button', { name: /Go back to step/ }),
  ).toBeVisible()
  expect(conduct.errors).toEqual([])
})
