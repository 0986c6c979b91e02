/**
 * npm run bench -- [--only toy-gan,matmul-512] [--backends simd,wasm] [--rounds 7] [--budget 6000] [--threads 2]
 *                  [--json FILE] [--no-pytorch]
 *
 * Measures workloads and single kernels side by side in one Chromium, backends taking turns, and prints medians,
 * GFLOP/s, the share of the machine's multiply-add limit, and how many times faster the first backend is.
 */
import { writeFile } from 'node:fs/promises'
import { availableParallelism, cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { launch, runWorker, serve } from './browser.mjs'
import { bundle } from './bundle.mjs'
import { pytorchRows } from './pytorch.mjs'
import { printTable, ratiosOf } from './report.mjs'

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    backends: { type: 'string', default: 'simd,wasm,webgl,cpu' },
    rounds: { type: 'string', default: '9' },
    budget: { type: 'string', default: '5000' },
    threads: { type: 'string', default: String(availableParallelism()) },
    json: { type: 'string' },
    'no-pytorch': { type: 'boolean' },
  },
})
const only = values.only?.split(',')

await import('../scripts/build-kernels.mjs')
await bundle()
const site = await serve()
const browser = await launch()
const rows = []
const machine = {
  cpu: cpus()[0]?.model ?? 'unknown',
  threads: availableParallelism(),
  fmaGflops: 0,
  browser: '',
}
try {
  const request = {
    only,
    backends: values.backends.split(','),
    rounds: Number(values.rounds),
    budget: Number(values.budget),
    threads: Number(values.threads),
  }
  machine.browser = `Chromium ${await runWorker(browser, site.url, request, (message) => {
    if (message.note) console.error(`… ${message.note}`)
    if (message.limit) machine.fmaGflops = message.limit
    if (message.isolated === false) console.error('… not cross-origin isolated: one thread only')
    if (message.rows) rows.push(...message.rows)
  })}`
} finally {
  await browser.close()
  site.close()
}
if (!values['no-pytorch']) rows.push(...(await pytorchRows(only)))

const ratios = ratiosOf(rows)
printTable(machine, rows, ratios)
if (values.json) await writeFile(values.json, `${JSON.stringify({ machine, rows, ratios }, null, 2)}\n`)
