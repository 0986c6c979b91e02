import { expect, open, test, waitForStatus } from './support'

const stepShown = async (page: import('@playwright/test').Page) =>
  Number((await page.getByRole('contentinfo').locator('dd').first().textContent())!.replaceAll(',', ''))

test('a run is offered after a reload, and goes on where it stood', async ({ page, conduct: _ }) => {
  await open(page, 'data=ring&model=gan&backend=simd')
  await page.getByRole('button', { name: 'Train' }).click()
  await expect.poll(() => stepShown(page)).toBeGreaterThan(50)
  await page.getByRole('button', { name: 'Pause' }).click()
  await waitForStatus(page, /Paused/)
  const step = await stepShown(page)
  await expect
    .poll(() =>
      page.evaluate(
        () =>
          new Promise<number>((resolve) => {
            const open = indexedDB.open('ganvas')
            open.onsuccess = () => {
              const all = open.result.transaction('runs').objectStore('runs').getAll()
              all.onsuccess = () => {
                open.result.close()
                resolve(all.result[0]?.step ?? 0)
              }
            }
          }),
      ),
    )
    .toBe(step)
  await page.reload()
  await waitForStatus(page, /Paused/)
  await page.getByRole('button', { name: 'Resume', exact: true }).click()
  await expect.poll(() => stepShown(page)).toBe(step)
  // The curves came along, and the run goes on.
  await page.getByRole('button', { name: 'Train' }).click()
  await expect.poll(() => stepShown(page)).toBeGreaterThan(step)
})
