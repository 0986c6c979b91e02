import { expect, test } from '@playwright/test'
import { bundlePage } from '../backends/webgl/bundle'

/** The WebGL kernels in a real browser, against tfjs's cpu backend: see tests/backends/webgl. */
const groups = [
  'products',
  'convolutions',
  'elementwise',
  'sums',
  'updates',
  'gradients',
  'losses',
  'parts',
  'pending',
  'tensors',
  'services',
  'resume',
  'coarse',
  'old',
]

let script: string
test.beforeAll(async () => {
  script = await bundlePage('tests/backends/webgl/page.ts')
})

for (const group of groups) {
  test(`WebGL kernels: ${group}`, async ({ page }) => {
    test.setTimeout(180_000)
    await page.addScriptTag({ content: script })
    const outcome = await page.evaluate(
      (name) =>
        window.check(name).then(
          () => 'ok',
          (error: Error) => error.message,
        ),
      group,
    )
    expect(outcome).toBe('ok')
  })
}
