/**
 * Takes pictures of the page while it trains, for a person to look at:
 *   node scripts/screenshots.mjs [--url http://…] [--fake] [--out folder] [--wait ms] [--only name,…]
 * Without --url a development server is started. --fake puts the stand-in of tests/ui behind the page.
 */
import { existsSync, mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { createServer } from 'vite'

const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`)
  return at < 0 ? fallback : process.argv[at + 1]
}
const fake = process.argv.includes('--fake')
const wait = Number(option('wait', '6000'))
const only = option('only', '').split(',').filter(Boolean)
const out = option('out', mkdtempSync(join(tmpdir(), 'ganvas-screens-')))
mkdirSync(out, { recursive: true })

const shots = [
  { name: 'points-light', size: [1440, 900], scheme: 'light', hash: '#data=ring&model=gan' },
  { name: 'points-dark', size: [1440, 900], scheme: 'dark', hash: '#data=ring&model=gan' },
  { name: 'images-light', size: [1440, 900], scheme: 'light', hash: '#data=mnist&model=gan&stop=3000steps' },
  { name: 'images-dark', size: [1440, 900], scheme: 'dark', hash: '#data=mnist&model=vae&stop=3000steps' },
  { name: 'small-light', size: [1024, 768], scheme: 'light', hash: '#data=mnist&model=vae' },
  { name: 'small-points-dark', size: [1024, 768], scheme: 'dark', hash: '#data=ring&model=gan' },
  { name: 'wide-light', size: [1920, 1080], scheme: 'light', hash: '#data=mnist&model=gan' },
  { name: 'wide-dark', size: [1920, 1080], scheme: 'dark', hash: '#data=ring&model=vae' },
  { name: 'phone-light', size: [390, 844], scheme: 'light', hash: '#data=ring&model=gan', full: true },
  { name: 'phone-dark', size: [390, 844], scheme: 'dark', hash: '#data=mnist&model=vae' },
  { name: 'first-visit', size: [1440, 900], scheme: 'light', hash: '', idle: true },
]

let base = option('url', '')
let server = null
if (!base) {
  server = await createServer({ server: { port: 0 }, logLevel: 'error' })
  await server.listen()
  base = server.resolvedUrls.local[0]
}
const browser = await chromium.launch({
  ...(existsSync('/usr/bin/chromium') ? { executablePath: '/usr/bin/chromium' } : {}),
  args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--disable-quic'],
})
for (const shot of shots.filter(({ name }) => !only.length || only.includes(name))) {
  const [width, height] = shot.size
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: shot.scheme })
  page.on('pageerror', (error) => console.log(shot.name, 'error:', error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') console.log(shot.name, 'console:', message.text())
  })
  await page.goto(`${base}${fake ? '?fake' : ''}${fake ? shot.hash.replace('mnist', 'digits') : shot.hash}`)
  const train = page.getByRole('button', { name: 'Train', exact: true })
  await train.waitFor({ timeout: 60_000 })
  await page.waitForSelector('.btn.go:enabled', { timeout: 60_000 })
  if (!shot.idle) {
    await train.click()
    await page.waitForTimeout(wait)
  } else await page.waitForTimeout(800)
  const path = join(out, `${shot.name}.png`)
  await page.screenshot({ path, fullPage: shot.full === true })
  console.log(path)
  await page.close()
}
await browser.close()
await server?.close()
