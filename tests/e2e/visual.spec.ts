import type { Page } from '@playwright/test'
import { expect, open, test, waitForStatus } from './support'

/**
 * Pictures of the canvases after a few steps of seeded runs on the plain CPU backend, compared with the stored ones in
 * tests/e2e/pictures. Another view is another line here. To store new pictures, after looking at them:
 *   npx playwright test tests/e2e/visual.spec.ts --update-snapshots
 */
const runs: { name: string; hash: string; steps: number; views: string[] }[] = [
  {
    name: 'gan',
    hash: 'data=ring&model=gan&generatorWidth=24&discriminatorWidth=24&batch=64',
    steps: 200,
    views: ['Plane'],
  },
  {
    name: 'vae',
    hash: 'data=moons&model=vae&encoderWidth=24&decoderWidth=24&batch=64',
    steps: 200,
    views: ['Plane'],
  },
  {
    name: 'digits',
    hash: 'data=mnist&model=vae&encoderWidth=32&decoderWidth=32&latentDim=2&batch=32',
    steps: 24,
    views: ['Samples', 'Reconstructions', 'Latent map', 'Traversals'],
  },
  {
    name: 'classes',
    hash: 'data=mnist&model=gan&architecture=mlp&conditioning=label&average=true&generatorWidth=24&discriminatorWidth=24&batch=16',
    steps: 8,
    views: ['Classes', 'What D sees', 'Averaged'],
  },
  {
    name: 'words',
    hash: 'data=mnist&model=vq-vae&encoderWidth=8&decoderWidth=8&codeDim=4&priorWidth=8&batch=16',
    steps: 12,
    views: ['Codes'],
  },
]

const side = 160

/** The view's large canvas, brought down to a small PNG. */
async function picture(page: Page): Promise<Buffer> {
  const url = await page
    .locator('.stage canvas')
    .first()
    .evaluate((canvas: HTMLCanvasElement, size) => {
      const small = document.createElement('canvas')
      small.width = small.height = size
      const pen = small.getContext('2d')!
      pen.fillStyle = getComputedStyle(document.body).backgroundColor
      pen.fillRect(0, 0, size, size)
      pen.imageSmoothingQuality = 'high'
      pen.drawImage(canvas, 0, 0, size, size)
      return small.toDataURL('image/png')
    }, side)
  return Buffer.from(url.split(',')[1]!, 'base64')
}

/** The picture once it no longer changes: frames of one moment arrive one by one. An empty place is no picture. */
async function settled(page: Page): Promise<Buffer> {
  await expect(page.locator('.stage canvas[data-drawn]').first()).toBeVisible()
  let former = await picture(page)
  let same = 0
  await expect
    .poll(
      async () => {
        const next = await picture(page)
        same = next.equals(former) ? same + 1 : 0
        former = next
        return same
      },
      { intervals: [300] },
    )
    .toBeGreaterThanOrEqual(2)
  return former
}

for (const { name, hash, steps, views } of runs) {
  test(`the pictures of ${name} are the stored ones, light and dark`, { tag: '@long' }, async ({
    page,
    conduct,
  }) => {
    // Every layer of the plane; the empty page before it has no storage.
    await page.addInitScript(() => location.origin !== 'null' && localStorage.setItem('ganvas.hidden', '[]'))
    test.setTimeout(180_000) // where two cores are shared with others
    await open(page, `${hash}&backend=cpu&stop=${steps}steps`)
    await page.getByRole('button', { name: 'Train', exact: true }).click()
    await waitForStatus(page, new RegExp(`Paused.*\\b${steps}\\b`))
    for (const view of views) {
      await page.getByRole('tab', { name: view }).click()
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        const file = `${name}-${view.toLowerCase().replaceAll(' ', '-')}-${colorScheme}.png`
        // A little room for how another machine's browser rounds and smooths.
        expect(await settled(page)).toMatchSnapshot(file, { threshold: 0.15, maxDiffPixelRatio: 0.02 })
      }
    }
    expect(conduct.errors).toEqual([])
  })
}
