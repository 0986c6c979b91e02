/**
 * npm run suite:webgl -- [--filter TEXT] [--verbose]
 *
 * Runs tfjs-core's own test suite in Chromium on software GL, for the operations that our kernels compute: once with tfjs's
 * stock kernels, once with ours. Fails where a spec passes with stock and fails with ours. Takes some minutes.
 */
import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import { launch } from '../../../bench/browser.mjs'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const require = createRequire(import.meta.url)
const { values: options } = parseArgs({
  options: { filter: { type: 'string' }, verbose: { type: 'boolean' } },
})

/** Files of the suite that exercise the replaced kernels, their gradients included. */
const relevant =
  /^(abs|add|arg_max|arg_min|arithmetic|batchnorm|binary_ops|clip_by_value|compare_ops|concat|conv1d|conv2d|conv2d_transpose|cos|elu|equal|exp|fused_conv2d|fused_mat_mul|gather|greater|greater_equal|leaky_relu|less|less_equal|log|log1p|logical_and|logical_or|mat_mul|maximum|mean|minimum|moments|mul|neg|not_equal|one_hot|prelu|reciprocal|relu|relu6|reshape|rsqrt|sigmoid|sin|slice|slice[1-4]d|softmax|softplus|split|sqrt|square|squared_difference|step|sub|sum|tanh|transpose|where)_test\.js$/
const core = dirname(require.resolve('@tensorflow/tfjs-core/package.json'))
const found = []
for (const folder of ['ops', 'ops/fused', 'optimizers'])
  for (const file of await readdir(join(core, 'dist', folder)))
    if (file.endsWith('_test.js') && (folder !== 'ops' || relevant.test(file)))
      found.push(`@tensorflow/tfjs-core/dist/${folder}/${file}`)

const { outputFiles } = await build({
  stdin: {
    contents: ['./tests/backends/webgl/suite-page.ts', ...found].map((file) => `import '${file}'`).join('\n'),
    resolveDir: root,
  },
  bundle: true,
  write: false,
  format: 'iife',
  mainFields: ['module', 'main'],
  ignoreAnnotations: true,
  external: ['jasmine-core'],
  define: { global: 'globalThis' },
  logLevel: 'error',
})
const jasmine = await readFile(
  join(dirname(require.resolve('jasmine-core/package.json')), 'lib/jasmine-core/jasmine.js'),
  'utf8',
)

async function run(kernels) {
  const page = await browser.newPage()
  page.on('pageerror', (error) => console.error(error.message))
  if (options.verbose) page.on('console', (message) => console.error(message.text()))
  await page.addScriptTag({ content: jasmine })
  await page.evaluate((choice) => {
    window.suiteKernels = choice
    const core = window.jasmineRequire.core(window.jasmineRequire)
    const env = core.getEnv()
    Object.assign(window, window.jasmineRequire.interface(core, env))
    core.DEFAULT_TIMEOUT_INTERVAL = 60_000
    // tfjs's test utilities ask for the package; they and the runner must share one jasmine.
    window.require = () => ({ core: () => core })
  }, kernels)
  await page.addScriptTag({ content: outputFiles[0].text })
  const results = await page.evaluate(async (filter) => {
    await window.suitePrepare()
    const env = window.jasmine.getEnv()
    const done = []
    env.configure({ random: false, specFilter: (spec) => !filter || spec.getFullName().includes(filter) })
    env.addReporter({
      specDone: ({ fullName, status, failedExpectations }) =>
        done.push([fullName, status, failedExpectations[0]?.message ?? '']),
    })
    await env.execute()
    return done
  }, options.filter)
  await page.close()
  return results
}

const browser = await launch()
const outcome = {}
try {
  for (const kernels of ['stock', 'fast']) {
    const start = performance.now()
    outcome[kernels] = await run(kernels)
    const count = (status) => outcome[kernels].filter(([, s]) => s === status).length
    const seconds = ((performance.now() - start) / 1000).toFixed(0)
    console.log(
      `${kernels}: ${count('passed')} passed, ${count('failed')} failed, ${count('pending')} pending; ${seconds} s`,
    )
  }
} finally {
  await browser.close()
}

const passedInStock = new Set(outcome.stock.filter(([, status]) => status === 'passed').map(([name]) => name))
const worse = outcome.fast.filter(([name, status]) => status !== 'passed' && passedInStock.has(name))
const better =
  outcome.stock.filter(([, status]) => status === 'failed').length -
  (outcome.fast.filter(([, status]) => status === 'failed').length - worse.length)
for (const [name, , message] of worse)
  console.log(`FAILED with ours only: ${name}\n  ${message.split('\n')[0]}`)
console.log(
  `${passedInStock.size} specs pass with stock; ${worse.length} of them fail with ours; ${better} fail with stock only.`,
)
process.exitCode = worse.length > 0 || passedInStock.size === 0 ? 1 : 0
