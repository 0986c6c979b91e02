import { expect, test } from './support'

test('every kind of file comes with the headers that isolate the page', async ({ request }) => {
  const html = await (await request.get('./')).text()
  const script = /src="\.\/(assets\/[^"]+\.js)"/.exec(html)?.[1]
  for (const path of ['./', `./${script}`, './data/mnist/manifest.json', './data/mnist/train-00.bin']) {
    const response = await request.get(path)
    expect(response.status(), path).toBe(200)
    const headers = response.headers()
    expect(headers['cross-origin-opener-policy'], path).toBe('same-origin')
    expect(headers['cross-origin-embedder-policy'], path).toBe('require-corp')
    expect(headers['x-content-type-options'], path).toBe('nosniff')
    expect(headers['content-security-policy'], path).toContain("default-src 'none'")
  }
})

test('the policy names no host, and allows neither eval nor inline scripts', async ({ request }) => {
  const policy = (await request.get('./')).headers()['content-security-policy']!
  expect(policy).not.toMatch(/https?:|\*|'unsafe-eval'/)
  expect(/script-src ([^;]+)/.exec(policy)?.[1]).toBe("'self' 'wasm-unsafe-eval'")
  expect(/connect-src ([^;]+)/.exec(policy)?.[1]).toBe("'self'")
})

test('shards arrive as they are: no server unzips them', async ({ request }) => {
  const response = await request.get('./data/mnist/train-00.bin')
  expect(response.headers()['content-encoding']).toBeUndefined()
  expect([...(await response.body()).subarray(0, 2)]).toEqual([0x1f, 0x8b])
})

test('the page is isolated, opens without an error, and asks nothing of the outside', async ({
  page,
  conduct,
}) => {
  await page.goto('./')
  await expect(page).toHaveTitle(/Ganvas/)
  await page.waitForLoadState('networkidle')
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true)
  expect(conduct).toEqual({ errors: [], outside: [] })
})

test('the browser refuses requests of the page to the outside', async ({ page }) => {
  await page.goto('./')
  const refused = await page.evaluate(async () => {
    const violations: string[] = []
    document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective))
    const settled = (make: (done: () => void) => void) => new Promise<void>((resolve) => make(resolve))
    await fetch('https://outside.invalid/').catch(() => {})
    await settled((done) => {
      const image = new Image()
      image.onerror = () => done()
      image.src = 'https://outside.invalid/a.png'
    })
    await settled((done) => {
      const script = document.createElement('script')
      script.onerror = () => done()
      script.src = 'https://outside.invalid/a.js'
      document.head.append(script)
    })
    await new Promise((resolve) => setTimeout(resolve, 100))
    return violations
  })
  expect(refused).toEqual(expect.arrayContaining(['connect-src', 'img-src', 'script-src-elem']))
})

test('the browser refuses requests of the worker to the outside', async ({ page }) => {
  const [worker] = await Promise.all([page.waitForEvent('worker'), page.goto('./')])
  const refused = await worker.evaluate(async () => {
    const violations: string[] = []
    self.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective))
    await fetch('https://outside.invalid/').catch(() => {})
    await new Promise((resolve) => setTimeout(resolve, 100))
    return violations
  })
  expect(refused).toEqual(['connect-src'])
})
