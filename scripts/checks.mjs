import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { checkBundle } from './check-bundle.mjs'
import { execute } from './execute.mjs'
import { buildKernels, buildPage, cache, root, scripts } from './setup.mjs'

/**
 * Every check of `npm test`, in order; `long` ones with `npm test -- --long`, as CI runs it. `uses` are prepared first; `needs` must also have succeeded.
 * `run` gives the numbers of passed and failed tests; a check that is not made of tests counts as one.
 */
export const checks = [
  {
    id: 'kernels',
    title: 'Kernels compile',
    exists: () => hasScript('build:kernels'),
    run: made(buildKernels),
  },
  {
    id: 'types',
    title: 'Types of each layer',
    uses: ['kernels'],
    run: tool('types', 'typescript/bin/tsc', ['-b']),
  },
  {
    id: 'lint',
    title: 'Lint and format',
    run: tool('lint', '@biomejs/biome/bin/biome', ['check', '--colors=off', '.']),
  },
  {
    id: 'unused',
    title: 'No unused code',
    uses: ['kernels'],
    run: tool('unused', 'knip/bin/knip.js', ['--no-progress']),
  },
  { id: 'unit', title: 'Unit and conformance tests', uses: ['kernels'], run: unit },
  {
    id: 'suite',
    title: 'tfjs’s own tests on our backend',
    uses: ['kernels'],
    exists: () => hasScript('suite'),
    run: suite,
  },
  { id: 'build', title: 'The page builds', uses: ['kernels'], run: made(buildPage) },
  { id: 'size', title: 'Size budgets', needs: ['build'], run: size },
  { id: 'bundle', title: 'tfjs stays in the worker', needs: ['build'], run: async () => one(checkBundle()) },
  {
    id: 'e2e',
    title: 'End-to-end tests in Chromium',
    needs: ['build'],
    browser: true,
    run: endToEnd('e2e', ['--grep-invert', '@long']),
  },
  {
    id: 'e2e-long',
    title: 'Longer end-to-end tests',
    long: true,
    needs: ['build'],
    browser: true,
    run: endToEnd('e2e-long', ['--grep', '@long']),
  },
]

function hasScript(name) {
  return scripts()[name] !== undefined
}

function one({ ok, log }) {
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, log }
}

function made(make) {
  return async () => {
    make(() => {})
    return { passed: 1, failed: 0, log: '' }
  }
}

function tool(id, path, args) {
  return async () => one(await execute(id, join(root, 'node_modules', path), args, { minutes: 5 }))
}

/** Counts of a report; a run that failed although no test did (a crash, a file that does not load) is one failure. */
function counted({ ok, log }, { passed, failed, skipped }) {
  const note = skipped > 0 ? `${skipped} skipped` : undefined
  return { passed, failed: failed === 0 && !ok ? 1 : failed, log, note }
}

/** The JSON report that `start` makes, read with `count`; without a report the run is one failure. */
async function reported(name, start, count) {
  const file = join(cache, `${name}.json`)
  rmSync(file, { force: true })
  const result = await start(file)
  let report = null
  try {
    report = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return counted({ ...result, ok: false }, { passed: 0, failed: 0, skipped: 0 })
  }
  return counted(result, count(report))
}

function unit() {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  return reported(
    'unit',
    (file) =>
      execute('unit', vitest, ['run', '--reporter=dot', '--reporter=json', `--outputFile.json=${file}`], {
        minutes: 8,
      }),
    (report) => ({
      passed: report.numPassedTests,
      failed:
        report.numFailedTests +
        report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0)
          .length,
      skipped: report.numPendingTests + report.numTodoTests,
    }),
  )
}

function endToEnd(id, which) {
  return async ({ browser, browserError }) => {
    if (browserError) throw browserError
    const playwright = join(root, 'node_modules/@playwright/test/cli.js')
    return reported(
      id,
      (file) =>
        execute(id, playwright, ['test', ...which, '--reporter=list,json'], {
          minutes: 12,
          env: { CHROMIUM_PATH: browser, PLAYWRIGHT_JSON_OUTPUT_NAME: file },
        }),
      ({ stats }) => ({
        passed: stats.expected,
        failed: stats.unexpected + stats.flaky,
        skipped: stats.skipped,
      }),
    )
  }
}

/** `npm run suite` prints one line that says "4222 passed, 0 failed, 5 pending …". */
async function suite() {
  const result = await execute('suite', 'npm', ['run', '--silent', 'suite'], { minutes: 4 })
  const summary = [...result.log.matchAll(/(\d+) passed, (\d+) failed(?:, (\d+) pending)?/g)].at(-1)
  if (!summary) return one({ ...result, ok: false })
  const [passed, failed, skipped] = summary.slice(1).map((text) => Number(text ?? 0))
  return counted(result, { passed, failed, skipped })
}

async function size() {
  const { ok, log } = await execute('size', join(root, 'node_modules/size-limit/bin.js'), ['--json'], {
    minutes: 2,
  })
  const text = ({ name, size, sizeLimit }) =>
    `${name} ${(size / 1000).toFixed(0)} of ${(sizeLimit / 1000).toFixed(0)} kB`
  try {
    const note = JSON.parse(log).map(text).join(', ')
    return { ...one({ ok, log: '' }), note }
  } catch {
    return one({ ok: false, log })
  }
}
