import AxeBuilder from '@axe-core/playwright'
import { test as base, expect, type Locator, type Page, type Worker } from '@playwright/test'

/** What a page must not do; collected from its first moment, workers included. */
export interface Conduct {
  /** Errors in the console and uncaught exceptions. */
  errors: string[]
  /** Requests to any origin but the page's own. */
  outside: string[]
}

function watch(page: Page, origin: string): Conduct {
  const conduct: Conduct = { errors: [], outside: [] }
  page.on('console', (message) => {
    if (message.type() === 'error') conduct.errors.push(message.text())
  })
  page.on('pageerror', (error) => conduct.errors.push(String(error)))
  page.on('request', (request) => {
    const url = request.url()
    if (!/^(data|blob):/.test(url) && new URL(url).origin !== origin) conduct.outside.push(url)
  })
  // A worker's violations of the policy are not logged by the browser, and what is refused is no request.
  page.on('worker', (worker) => {
    const listen = () =>
      self.addEventListener('securitypolicyviolation', (event) =>
        console.error(`Refused in a worker by ${event.effectiveDirective}: ${event.blockedURI}`),
      )
    worker.evaluate(listen).catch(() => {}) // it may be gone already
  })
  return conduct
}

/**
 * `test` with a `conduct` fixture. After every test that uses it, the page must have logged no error and asked
 * nothing of the outside; a test that expects an error empties `conduct.errors` itself.
 */
export const test = base.extend<{ conduct: Conduct }>({
  conduct: async ({ page, baseURL }, use) => {
    const conduct = watch(page, new URL(baseURL!).origin)
    await use(conduct)
    expect(conduct.errors, 'errors in the console').toEqual([])
    expect(conduct.outside, 'requests to the outside').toEqual([])
  },
})

export { expect }

export function runStatus(page: Page): Locator {
  return page.getByRole('status', { name: 'Run status' })
}

/** Opens the page at a configuration, e.g. `data=ring&model=gan`, and waits until it can be trained. */
export async function open(page: Page, hash = ''): Promise<void> {
  // A change of the hash alone would not load the page anew.
  await page.goto('about:blank')
  // A bare page shows the recipes at the first visit; tests of that go there themselves.
  await page.addInitScript(() => {
    if (location.protocol.startsWith('http')) localStorage.setItem('ganvas.visited', 'true') // a blank page has none
  })
  await page.goto(hash ? `./#${hash.replace(/^#/, '')}` : './')
  await waitForStatus(page, /Paused/)
}

/** The worker that trains; others paint. */
export function trainer(page: Page): Worker {
  return page.workers().find((worker) => /\/main-[^/]*$/.test(worker.url()))!
}

/** Waits for the status to say so; building networks and compiling shaders in software takes its time. */
export async function waitForStatus(page: Page, words: RegExp, timeout = 60_000): Promise<void> {
  await expect(runStatus(page)).toContainText(words, { timeout })
}

/** The step whose samples are shown. */
export async function sampleStep(page: Page): Promise<number> {
  const name = await page.getByRole('img', { name: /^Generated samples, step/ }).getAttribute('aria-label')
  return Number(/step ([\d,]+)/.exec(name ?? '')?.[1]?.replaceAll(',', '') ?? Number.NaN)
}

/** The step that the footer names. */
export async function stepShown(page: Page): Promise<number> {
  const text = await page.getByRole('contentinfo').locator('dd').first().textContent()
  return Number(text!.replaceAll(',', ''))
}

/** Where the run stands that this browser keeps; 0 while it keeps none. */
export async function storedStep(page: Page): Promise<number> {
  return page.evaluate(
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
  )
}

/** Waits until the samples shown are of this step or a later one. */
export async function waitForStep(page: Page, step: number, timeout = 60_000): Promise<void> {
  await expect.poll(() => sampleStep(page), { timeout }).toBeGreaterThanOrEqual(step)
}

/** What axe finds serious or critical, with the elements. */
export async function graveViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)
}
