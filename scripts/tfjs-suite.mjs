/**
 * Runs tfjs-core's own test suite, which it publishes inside its package, against the SIMD backend (or, with
 * `--backend cpu`, against tfjs's): bundled for Node by esbuild, run by jasmine. Prints how many specs ran
 * and passed; exits with 1 when one fails. `--filter TEXT` runs the specs whose name contains TEXT.
 */
import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import Jasmine from 'jasmine'

const root = new URL('../', import.meta.url)
const cache = new URL('node_modules/.cache/tfjs-suite/', root)
const { values: options } = parseArgs({
  options: {
    backend: { type: 'string', default: 'simd' },
    filter: { type: 'string' },
    verbose: { type: 'boolean' },
  },
})

process.env.SUITE_BACKEND = options.backend
process.env.SUITE_KERNELS = fileURLToPath(new URL('src/backends/simd/generated/kernels.wasm', root))

const exclusions = JSON.parse(
  await readFile(new URL('tests/backends/tfjs-suite/exclusions.json', root), 'utf8'),
)
const bundle = fileURLToPath(new URL('suite.cjs', cache))
await mkdir(cache, { recursive: true })
await build({
  stdin: {
    contents: "import './tests/backends/tfjs-suite/setup.ts'\nimport '@tensorflow/tfjs-core/dist/tests'",
    resolveDir: fileURLToPath(root),
  },
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  mainFields: ['module', 'main'],
  // The package lists few side effects, and its tests are not among them.
  ignoreAnnotations: true,
  // jasmine_util and the runner must share one jasmine.
  external: ['jasmine-core'],
  logLevel: 'error',
})

const runner = new Jasmine({ projectBaseDir: fileURLToPath(root) })
runner.configureDefaultReporter({ showColors: false, print: () => {} })
runner.clearReporters()
runner.exitOnCompletion = false
runner.jasmine.DEFAULT_TIMEOUT_INTERVAL = 20_000
const tally = { passed: 0, failed: 0, pending: 0, excluded: 0 }
const failures = []
runner.addReporter({
  specDone(result) {
    if (result.status in tally) tally[result.status]++
    if (result.status === 'failed') failures.push(result)
  },
})
const isExcluded = (name) => exclusions.some(({ spec }) => name.includes(spec))
runner.env.configure({
  random: false,
  specFilter: (spec) => {
    const name = spec.getFullName()
    if (options.filter && !name.includes(options.filter)) return false
    if (!isExcluded(name)) return true
    tally.excluded++
    return false
  },
})

// tfjs warns about what its tests provoke on purpose.
if (!options.verbose) console.warn = () => {}
const start = performance.now()
createRequire(import.meta.url)(bundle)
await runner.execute()

for (const { fullName, failedExpectations } of failures) {
  console.log(
    `FAILED ${fullName}\n  ${failedExpectations.map(({ message }) => message.split('\n')[0]).join('\n  ')}`,
  )
}
const seconds = ((performance.now() - start) / 1000).toFixed(1)
const { passed, failed, pending, excluded } = tally
console.log(
  `tfjs-core's suite on '${options.backend}': ${passed + failed} specs run, ${passed} passed, ${failed} failed, ` +
    `${pending} pending in tfjs itself, ${excluded} excluded; ${seconds} s`,
)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0
