import { createReadStream, existsSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'
import { siteDirectory } from './bundle.mjs'

const TYPES = { js: 'text/javascript', wasm: 'application/wasm', html: 'text/html' }

/** Serves the bundle cross-origin isolated, as the app is: threads need SharedArrayBuffer. */
export async function serve() {
  const server = createServer((request, response) => {
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin')
    response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp')
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    const file = fileURLToPath(new URL(path === '/' ? 'index.html' : `.${path}`, siteDirectory))
    if (!existsSync(file) || statSync(file).isDirectory()) {
      response.writeHead(404).end()
      return
    }
    response.writeHead(200, { 'Content-Type': TYPES[file.split('.').pop()] ?? 'application/octet-stream' })
    createReadStream(file).pipe(response)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() }
}

/** A Chromium whose WebGL is SwiftShader, as on a machine without a usable GPU. */
export async function launch() {
  const executablePath = [process.env.CHROME_PATH, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
    (path) => path && existsSync(path),
  )
  return chromium.launch({
    executablePath,
    args: [
      ...[
        '--no-sandbox',
        '--use-angle=swiftshader',
        '--enable-unsafe-swiftshader',
        '--disable-background-networking',
      ],
      ...['--disable-component-update', '--disable-sync', '--no-first-run', '--disable-quic'],
    ],
  })
}

/** Runs the worker in a page and hands every message to `onMessage`, until it is done or has failed. */
export async function runWorker(browser, url, request, onMessage) {
  const page = await browser.newPage()
  page.on('console', (message) => {
    if (message.type() === 'error') console.error(message.text())
  })
  let finish
  const finished = new Promise((resolve, reject) => {
    finish = { resolve, reject }
  })
  await page.exposeFunction('report', (message) => {
    if (message.done) finish.resolve()
    else if (message.failed) finish.reject(new Error(message.failed))
    else onMessage(message)
  })
  await page.goto(url)
  await page.waitForFunction(() => 'startBench' in window)
  await page.evaluate((data) => window.startBench(data), request)
  await finished
  const version = browser.version()
  await page.close()
  return version
}
