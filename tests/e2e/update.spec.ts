import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { expect, open, stepShown, storedStep, test, waitForStatus } from './support'

test.use({ serviceWorkers: 'allow' })

/** The page through a server of its own, whose next `service-worker.js` is that of another build. */
async function deployment(baseURL: string) {
  let build = 1
  const server = createServer((asked: IncomingMessage, answer: ServerResponse) => {
    const worker = asked.url === '/service-worker.js'
    const headers = { ...asked.headers, host: new URL(baseURL).host, 'accept-encoding': 'identity' }
    const onward = request(new URL(asked.url!, baseURL), { method: asked.method, headers }, (reply) => {
      // By its tag the browser would take the next one for the same.
      const { 'content-length': _length, etag: _tag, 'last-modified': _date, ...kept } = reply.headers
      answer.writeHead(reply.statusCode!, worker ? kept : reply.headers)
      if (!worker) {
        reply.pipe(answer)
        return
      }
      const parts: Buffer[] = []
      reply.on('data', (part) => parts.push(part))
      reply.on('end', () => {
        const script = Buffer.concat(parts).toString()
        answer.end(script.replace(/const version = '(\w+)'/, `const version = '$1-${build}'`))
      })
    })
    asked.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const address = server.address()
  return {
    url: `http://localhost:${typeof address === 'object' ? address!.port : 0}/`,
    deploy: () => build++,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

test('a new version takes over beside a run, which goes on and is there at the next load', async ({
  browser,
  baseURL,
}) => {
  const site = await deployment(baseURL!)
  const context = await browser.newContext({ baseURL: site.url, serviceWorkers: 'allow' })
  const page = await context.newPage()
  try {
    await open(page, 'data=ring&model=gan&batch=16&backend=simd')
    await page.getByRole('button', { name: 'Train' }).click()
    await page.evaluate(() => navigator.serviceWorker.ready)
    const shells = () =>
      page.evaluate(async () => (await caches.keys()).filter((name) => name.includes('shell')))
    expect(await shells()).toHaveLength(1)
    site.deploy()
    await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready
      await registration.update()
    })
    // The former version's files stay for the page that is open.
    await expect.poll(shells).toHaveLength(2)
    await expect
      .poll(() => page.evaluate(async () => (await navigator.serviceWorker.ready).waiting === null))
      .toBe(true)
    const step = await stepShown(page)
    await expect.poll(() => stepShown(page)).toBeGreaterThan(step)
    await page.getByRole('button', { name: 'Pause' }).click()
    await waitForStatus(page, /Paused/)
    const last = await stepShown(page)
    await expect.poll(() => storedStep(page)).toBe(last)
    await page.reload()
    await waitForStatus(page, /Paused/)
    expect(await page.evaluate(() => Boolean(navigator.serviceWorker.controller))).toBe(true)
    await page.getByRole('button', { name: 'Resume', exact: true }).click()
    await expect.poll(() => stepShown(page)).toBe(last)
  } finally {
    await context.close()
    await site.close()
  }
})
