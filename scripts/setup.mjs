/**
 * What has to be there before the page can be served or tested: packages, kernels, the build. Each is made only if
 * it is missing or older than what it is made from. Only Node's own modules are imported here, since nothing may be
 * installed yet.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))
export const cache = join(root, 'node_modules', '.cache', 'ganvas')
const at = (...parts) => join(root, ...parts)

/** Runs a program of this machine or, for a .js or .mjs file, of this project; throws `message` if it fails. */
export function run(command, args, message, options = {}) {
  const script = /\.m?js$/.test(command)
  const { status, stdout, stderr } = spawnSync(
    script ? process.execPath : command,
    script ? [command, ...args] : args,
    {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      ...options,
    },
  )
  if (status !== 0) throw new Error(`${[stdout, stderr].filter(Boolean).join('\n')}\n${message}`.trim())
}

/** npm runs us, so it says where it is; else it is on the path (a .cmd on Windows, which needs the shell). */
export function npm(args, message, options) {
  const cli = process.env.npm_execpath
  if (cli && /npm-cli\.c?js$/.test(cli)) run(process.execPath, [cli, ...args], message, options)
  else run('npm', args, message, { shell: process.platform === 'win32', ...options })
}

export function scripts() {
  return JSON.parse(readFileSync(at('package.json'), 'utf8')).scripts
}

/** Whether every package of the lock file is installed at its version, by npm's own record of node_modules. */
function isInstalled() {
  const record = at('node_modules', '.package-lock.json')
  if (!existsSync(record)) return false
  const wanted = JSON.parse(readFileSync(at('package-lock.json'), 'utf8')).packages
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === '') return true
    if (installed[path]) return installed[path].version === version && existsSync(at(path))
    return optional === true // for other platforms
  })
}

/**
 * `npm install --no-save`, not `npm ci`: both take the lock file's versions and leave it alone, but `ci` gives up where
 * a registry lacks an optional package for some other platform, and it deletes what is there first.
 */
export function install(say) {
  if (isInstalled()) return
  say('Installing packages …')
  npm(
    ['install', '--no-save', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'],
    'The packages could not be installed: check the connection to the npm registry, then try again.',
  )
}

/** Compiles the SIMD kernels, where the project has them. */
export function buildKernels(say) {
  if (!scripts()['build:kernels']) return
  const inputs = ['src/backends/simd', 'scripts/build-kernels.mjs', 'package-lock.json']
  const output = 'src/backends/simd/generated'
  unlessCurrent('kernels', inputs, output, () => {
    say('Compiling the kernels …')
    npm(['run', 'build:kernels'], 'The kernels could not be compiled.')
  })
}

/** Builds the page into dist. */
export function buildPage(say) {
  const inputs = [
    'src',
    'public',
    'index.html',
    'vite.config.ts',
    'scripts/build.mjs',
    'scripts/service-worker.mjs',
    'package-lock.json',
  ]
  unlessCurrent('page', inputs, 'dist', () => {
    say('Building the page …')
    run(at('scripts', 'build.mjs'), [], 'The page could not be built.')
  })
}

/** Calls `make` unless the content of `inputs` and the files of `output` are as they were after the last time. */
function unlessCurrent(name, inputs, output, make) {
  const stamp = join(cache, `${name}.stamp`)
  const before = contentHash(inputs, output)
  const state = () => `${before} ${listingHash(output)}`
  if (existsSync(at(output)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === state()) return
  make()
  mkdirSync(cache, { recursive: true })
  writeFileSync(stamp, state())
}

function filesBelow(path) {
  if (!existsSync(path)) return []
  if (statSync(path).isFile()) return [path]
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort()
}

/** Hash over the files below `paths`, but for those below `except`. */
function contentHash(paths, except) {
  const hash = createHash('sha256')
  const files = paths.flatMap((path) => filesBelow(at(path))).filter((file) => !file.startsWith(at(except)))
  for (const file of files) {
    const content = readFileSync(file)
    hash.update(`${relative(root, file)}\n${content.length}\n`).update(content)
  }
  return hash.digest('hex')
}

function listingHash(path) {
  const hash = createHash('sha256')
  for (const file of filesBelow(at(path)))
    hash.update(`${relative(root, file)} ${statSync(file).size} ${statSync(file).mtimeMs}\n`)
  return hash.digest('hex')
}
