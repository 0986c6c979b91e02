/**
 * `npm run soak -- --minutes 30`: trains the default run in Chromium and prints, as JSON, what memory it takes over time:
 * the page's heap after a collection, page and worker together where the browser measures that, tensors, their bytes, and
 * bytes on the graphics card; then whether each stayed flat. `--every 60` seconds between samples, `--hash data=mnist` another run.
 */
import { parseArgs } from 'node:util'
import { chromium } from '@playwright/test'
import { findOrInstallBrowser } from './find-browser.mjs'
import { serve } from './serve.mjs'
import { buildKernels, buildPage } from './setup.mjs'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    every: { type: 'string', default: '30' },
    hash: { type: 'string', default: '' },
  },
})
const log = (line) => console.error(line)

/** Growth from the second quarter (the first warms up) to the last, and how much of it is still called flat. */
function flatness(samples, key, allowed) {
  const numbers = samples.map((sample) => sample[key]).filter((value) => typeof value === 'number')
  if (numbers.length < 4) return { flat: null }
  const quarter = Math.floor(numbers.length / 4)
  const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)]
  const early = median(numbers.slice(quarter, 2 * quarter))
  const late = median(numbers.slice(-quarter))
  return { early, late, growth: late - early, allowed, flat: late - early <= allowed }
}

const within = (promise, milliseconds) =>
  Promise.race([promise, new Promise((resolve) => setTimeout(resolve, milliseconds, null))]).catch(() => null)

buildKernels(log)
buildPage(log)
const server = await serve({ host: 'localhost', port: 0 })
const browser = await chromium.launch({
  executablePath: await findOrInstallBrowser(log),
  args: [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--use-angle=swiftshader',
    '--enable-unsafe-swiftshader',
  ],
})
const samples = []
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  const errors = []
  page.on('pageerror', (error) => errors.push(String(error)))
  await page.goto(`http://localhost:${server.port}/${values.hash ? `#${values.hash}` : ''}`)
  const train = page.getByRole('button', { name: 'Train', exact: true })
  await train.waitFor()
  await page.waitForFunction(
    () =>
      [...document.querySelectorAll('button')].find((one) => one.textContent.trim() === 'Train')?.disabled ===
      false,
    null,
    { timeout: 120_000 },
  )
  await train.click()
  const devtools = await page.context().newCDPSession(page)
  const every = Number(values.every) * 1000
  const end = Date.now() + Number(values.minutes) * 60_000
  const began = Date.now()
  while (Date.now() < end) {
    const due = Date.now() + every
    await devtools.send('HeapProfiler.collectGarbage')
    const { usedSize } = await devtools.send('Runtime.getHeapUsage')
    // tfjs keeps its engine on the global object.
    const [tensors] = await Promise.all(
      page.workers().map((worker) =>
        within(
          worker.evaluate(() => {
            const memory = globalThis._tfengine?.memory()
            return (
              memory && {
                tensors: memory.numTensors,
                bytes: memory.numBytes,
                gpu: memory.numBytesInGPUAllocated,
              }
            )
          }),
          5000,
        ),
      ),
    ).then((found) => found.filter(Boolean))
    const whole = await within(
      page.evaluate(() => performance.measureUserAgentSpecificMemory?.().then(({ bytes }) => bytes)),
      every / 2,
    )
    const step = await page.locator('.count dd').first().textContent()
    const sample = {
      seconds: Math.round((Date.now() - began) / 1000),
      step: Number(step?.replaceAll(',', '')),
      heap: usedSize,
      page: whole,
      tensors: tensors?.tensors,
      tensorBytes: tensors?.bytes,
      gpuBytes: tensors?.gpu,
    }
    samples.push(sample)
    console.log(JSON.stringify(sample))
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, Math.min(due, end) - Date.now())))
  }
  const megabyte = 2 ** 20
  const summary = {
    heap: flatness(samples, 'heap', 8 * megabyte),
    page: flatness(samples, 'page', 32 * megabyte),
    tensors: flatness(samples, 'tensors', 20),
    tensorBytes: flatness(samples, 'tensorBytes', 4 * megabyte),
    gpuBytes: flatness(samples, 'gpuBytes', 16 * megabyte),
    errors,
  }
  console.log(JSON.stringify({ summary }, null, 2))
  const grew = Object.values(summary).some((one) => one.flat === false)
  process.exitCode = grew || errors.length ? 1 : 0
} finally {
  await browser.close()
  await server.close()
}
