/**
 * A Chromium to test in. `node scripts/find-browser.mjs` prints the path of one that is on this machine;
 * with `--install` it fetches one if there is none.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const commands = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
]

const places = {
  linux: ['/usr/bin', '/usr/local/bin', '/snap/bin', '/opt/google/chrome'].flatMap((folder) =>
    commands.map((command) => join(folder, command)),
  ),
  darwin: ['/Applications', join(homedir(), 'Applications')].flatMap((folder) =>
    ['Google Chrome', 'Chromium', 'Microsoft Edge'].map((name) =>
      join(folder, `${name}.app`, 'Contents', 'MacOS', name),
    ),
  ),
  win32: ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((variable) =>
    [
      ['Google', 'Chrome', 'Application', 'chrome.exe'],
      ['Chromium', 'Application', 'chrome.exe'],
      ['Microsoft', 'Edge', 'Application', 'msedge.exe'],
    ].map((parts) => join(process.env[variable] ?? '', ...parts)),
  ),
}

/** Starts and names itself. (On Windows `--version` opens a window, so there being there must do.) */
function works(path) {
  if (!path || !existsSync(path)) return false
  if (process.platform === 'win32') return true
  const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 20_000 })
  return status === 0 && /\d+\.\d+/.test(stdout)
}

async function playwrightBrowser() {
  try {
    const { chromium } = await import('@playwright/test')
    return chromium.executablePath()
  } catch {
    return null
  }
}

/** The path of a Chromium on this machine, or null. */
export async function findBrowser() {
  for (const variable of ['CHROMIUM_PATH', 'CHROME_PATH']) {
    const path = process.env[variable]
    if (!path) continue
    if (works(path)) return path
    throw new Error(`${variable} is "${path}", which is not a browser that starts.`)
  }
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .filter(Boolean)
    .flatMap((folder) => commands.map((command) => join(folder, command)))
  for (const path of [...onPath, ...(places[process.platform] ?? [])]) if (works(path)) return path
  const own = await playwrightBrowser()
  return works(own) ? own : null
}

/** Like `findBrowser`, and fetches one if there is none: Playwright's own, else Debian's package. */
export async function findOrInstallBrowser(say = () => {}) {
  const found = await findBrowser()
  if (found) return found

  say('No Chromium on this machine: fetching Playwright’s …')
  const cli = fileURLToPath(new URL('../node_modules/@playwright/test/cli.js', import.meta.url))
  spawnSync(process.execPath, [cli, 'install', 'chromium'], {
    stdio: 'ignore',
    timeout: 300_000,
    env: { PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '15000', ...process.env },
  })
  const own = await playwrightBrowser()
  if (works(own)) return own

  if (isDebian() && process.getuid?.() === 0) {
    say('That failed: installing Debian’s chromium …')
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    spawnSync('apt-get', ['update'], { stdio: 'ignore', env })
    spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { stdio: 'ignore', env })
    const installed = await findBrowser()
    if (installed) return installed
  }
  throw new Error(
    'No Chromium was found, and none could be fetched: install Chromium or Chrome, or set CHROMIUM_PATH to one.',
  )
}

function isDebian() {
  try {
    return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync('/etc/os-release', 'utf8'))
  } catch {
    return false
  }
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    const install = process.argv.includes('--install')
    const path = install ? await findOrInstallBrowser((line) => console.error(line)) : await findBrowser()
    if (!path)
      throw new Error('No Chromium was found: "node scripts/find-browser.mjs --install" fetches one.')
    console.log(path)
  } catch (error) {
    console.error(error.message)
    process.exitCode = 1
  }
}
