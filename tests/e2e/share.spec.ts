import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expect, open, runStatus, stepShown, test, waitForStatus } from './support'

/** Drops a file on the page, as a hand does. */
async function drop(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  const held = await page.evaluateHandle(
    ({ name, base64 }) => {
      const data = new DataTransfer()
      data.items.add(new File([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], name))
      return data
    },
    { name, base64: Buffer.from(bytes).toString('base64') },
  )
  await page.dispatchEvent('main', 'dragover', { dataTransfer: held })
  await expect(page.getByText(/Drop a Ganvas file/)).toBeVisible()
  await page.dispatchEvent('main', 'drop', { dataTransfer: held })
  await expect(page.getByText(/Drop a Ganvas file/)).toBeHidden()
}

async function exported(page: Page, entry: RegExp): Promise<Uint8Array> {
  await page.getByRole('button', { name: 'Export' }).click()
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: entry }).click(),
  ])
  return readFile(await file.path())
}

test('files of every kind open by drop; one that is none is said, and the run goes on', async ({
  page,
  conduct: _,
}) => {
  await open(page, 'data=circles&model=gan&latentDim=3&batch=16&backend=simd')
  await page.getByRole('button', { name: 'Train' }).click()
  await expect.poll(() => stepShown(page)).toBeGreaterThan(5)
  for (const [name, bytes] of [
    ['cat.zip', new TextEncoder().encode('PK\x03\x04 a cat')],
    ['cat.png', Uint8Array.of(137, 80, 78, 71, 1, 2, 3)],
  ] as const) {
    await drop(page, name, bytes)
    const alert = page.getByRole('alert')
    await expect(alert).toContainText(/\w+ .*\./)
    await alert.getByRole('button', { name: 'Dismiss' }).click()
    const step = await stepShown(page)
    await expect.poll(() => stepShown(page)).toBeGreaterThan(step)
  }
  await page.getByRole('button', { name: 'Pause' }).click()
  await waitForStatus(page, /Paused/)
  const step = await stepShown(page)
  const ganvas = await exported(page, /\.ganvas/)
  const checkpoint = await exported(page, /^Checkpoint/)
  const layers = await exported(page, /TensorFlow\.js/)
  const config = await exported(page, /^Configuration/)

  // A configuration begins its run anew; a whole run goes on where it stood; weights go into the run that stands.
  await page.goto('about:blank')
  await open(page, 'data=ring&model=gan&backend=simd')
  await drop(page, 'settings.json', config)
  await expect(page).toHaveURL(/circles.*latentDim=3/)
  await waitForStatus(page, /Paused, step 0/)
  await drop(page, 'layers.zip', layers)
  await expect(page.getByText('Continuing from the weights in layers.zip.')).toBeVisible()
  for (const [name, bytes] of [
    ['run.ganvas', ganvas],
    ['run.safetensors', checkpoint],
  ] as const) {
    await page.goto('about:blank')
    await open(page, 'data=ring&model=gan&backend=simd')
    await drop(page, name, bytes)
    await expect(page.getByText(`Continuing ${name} at step`)).toBeVisible()
    await expect.poll(() => stepShown(page)).toBe(step)
    await expect(page).toHaveURL(/circles.*latentDim=3/)
  }
})

test('a copied link opens to the same configuration and seed', async ({ page, context, conduct: _ }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await open(page, 'data=moons&model=vae&seed=77&latentDim=3&backend=simd')
  await page.getByRole('button', { name: 'Export' }).click()
  const item = page.getByRole('menuitem', { name: /Copy link/ })
  const stated = Number(/(\d+) characters/.exec((await item.textContent())!)![1])
  await item.click()
  await expect(page.getByText(/The link is copied/)).toBeVisible()
  const link = await page.evaluate(() => navigator.clipboard.readText())
  expect(link).toHaveLength(stated)
  expect(stated).toBeLessThan(120)
  await page.goto('about:blank')
  await page.goto(link)
  await waitForStatus(page, /Paused/)
  await expect(page).toHaveURL(/data=moons&model=vae&seed=77&latentDim=3/)
})

test('a hidden tab, which draws no frames, trains on', async ({ page, conduct: _ }) => {
  await page.addInitScript(() => {
    let hidden = false
    Object.defineProperty(document, 'hidden', { get: () => hidden })
    Object.defineProperty(document, 'visibilityState', { get: () => (hidden ? 'hidden' : 'visible') })
    const ask = window.requestAnimationFrame.bind(window)
    window.requestAnimationFrame = (draw) => (hidden ? 0 : ask(draw))
    Object.assign(window, {
      hide() {
        hidden = true
        document.dispatchEvent(new Event('visibilitychange'))
      },
    })
  })
  await open(page, 'data=ring&model=gan&batch=16&backend=simd')
  await page.getByRole('button', { name: 'Train' }).click()
  await waitForStatus(page, /Running/)
  await page.evaluate(() => (window as unknown as { hide(): void }).hide())
  const step = await stepShown(page)
  await expect.poll(() => stepShown(page)).toBeGreaterThan(step + 50)
  await expect(runStatus(page)).toContainText(/Running/)
})
