import { expect, open, runStatus, test, waitForStatus, waitForStep } from './support'

test.use({ serviceWorkers: 'allow' })

test('once seen, the page starts, is isolated and trains without a network', async ({
  page,
  context,
  conduct,
}) => {
  await open(page, 'data=ring&model=gan')
  await page.getByRole('button', { name: 'Train' }).click()
  await waitForStep(page, 1)
  const files = await page.evaluate(async () => {
    await navigator.serviceWorker.ready
    const names = await caches.keys()
    const cache = await caches.open(names.find((name) => name.startsWith('ganvas-shell-'))!)
    return (await cache.keys()).map(({ url }) => new URL(url).pathname)
  })
  expect(files).toContain('/')
  expect(files.filter((path) => path.endsWith('.wasm')).length).toBeGreaterThan(0)

  await context.setOffline(true)
  await open(page, 'data=ring&model=gan')
  await expect(page).toHaveTitle(/Ganvas/)
  expect(await page.evaluate(() => fetch('./no-such-file').then(String, () => 'no network'))).toBe(
    'no network',
  )
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true)
  expect(await page.evaluate(() => Boolean(navigator.serviceWorker.controller))).toBe(true)
  await page.getByRole('button', { name: 'Train' }).click()
  await waitForStep(page, 1)
  await expect(runStatus(page)).toContainText(/Running/)
  await page.getByRole('button', { name: 'Pause' }).click()
  await waitForStatus(page, /Paused/)
  conduct.errors.length = 0 // the browser logs each request that found no network
})

test('a data set that was loaded is kept, with the classifier that measures its models', async ({ page }) => {
  await open(page, 'data=mnist&model=vae&encoderWidth=16&decoderWidth=16')
  await page.getByRole('button', { name: 'Train' }).click()
  await waitForStep(page, 1)
  const kept = () =>
    page.evaluate(async () => {
      const cache = await caches.open('ganvas-data')
      return (await cache.keys()).map(({ url }) => new URL(url).pathname)
    })
  await expect
    .poll(kept, { timeout: 60_000 })
    .toEqual(
      expect.arrayContaining([
        '/data/mnist/test-00.bin',
        '/data/classifiers/mnist.json',
        '/data/classifiers/mnist.safetensors',
      ]),
    )
})

test('a data set that was seen is there without a network; one that was not is said', {
  tag: '@long',
}, async ({ page, context, conduct }) => {
  await open(page, 'data=mnist&model=autoencoder&backend=simd')
  await page.evaluate(() => navigator.serviceWorker.ready)
  const kept = () =>
    page.evaluate(async () => {
      const cache = await caches.open('ganvas-data')
      const manifest = await cache.match('./data/mnist/manifest.json')
      if (!manifest) return false
      const { shards } = (await manifest.json()) as { shards: { file: string }[] }
      const there = await Promise.all(shards.map(({ file }) => cache.match(`./data/mnist/${file}`)))
      return there.every(Boolean)
    })
  await expect.poll(kept, { timeout: 60_000 }).toBe(true)
  await context.setOffline(true)
  await open(page, 'data=mnist&model=autoencoder&backend=simd')
  await page.getByRole('button', { name: 'Step' }).click()
  await waitForStatus(page, /Paused, step 1/)
  await page.goto('about:blank')
  await page.goto('./#data=fashion-mnist&model=autoencoder&backend=simd')
  await expect(page.getByRole('alert')).toContainText(/\w/)
  conduct.errors.length = 0
})
