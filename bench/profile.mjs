/**
 * npm run profile -- [--only toy-gan,mlp-vae] [--json FILE]
 *
 * Where a step of a workload spends its time on the SIMD backend, on one thread in Chromium: microseconds and calls of
 * each kernel, the multiply-adds that its shapes say and those that it does (a product leaves zeros out), and what is
 * left for JavaScript.
 */
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { launch, runWorker, serve } from './browser.mjs'
import { bundle } from './bundle.mjs'
import { printProfile } from './report.mjs'

const { values } = parseArgs({
  options: { only: { type: 'string', default: 'toy-gan' }, json: { type: 'string' } },
})

await import('../scripts/build-kernels.mjs')
await bundle()
const site = await serve()
const browser = await launch()
const profiles = []
let limit = 0
try {
  const request = { only: values.only.split(','), backends: ['simd'], threads: 1, profile: true }
  await runWorker(browser, site.url, request, (message) => {
    if (message.limit) limit = message.limit
    if (message.profile) profiles.push(message.profile)
  })
} finally {
  await browser.close()
  site.close()
}
for (const profile of profiles) printProfile(profile, limit)
if (values.json) await writeFile(values.json, `${JSON.stringify({ limit, profiles }, null, 2)}\n`)
