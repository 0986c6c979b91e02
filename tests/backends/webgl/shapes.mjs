/**
 * npm run shapes:webgl -- [--only gan,vae] [--all]
 *
 * Times every kernel call of every family's default models in Chromium on software GL, stock against ours, as the tuner does,
 * and fails where the kernel that would be used is slower than stock: the tuner's choice, and our first variant, which is
 * used untuned on a software renderer. A shape that looks slower is timed again before it counts. `--all` prints every shape.
 */
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import { launch } from '../../../bench/browser.mjs'

const { values: options } = parseArgs({ options: { only: { type: 'string' }, all: { type: 'boolean' } } })
const only = options.only?.split(',')
/** Timings of a few rounds on a busy machine scatter by so much. */
const tolerance = 1.15

const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL('shapes-page.ts', import.meta.url))],
  bundle: true,
  write: false,
  format: 'iife',
  ignoreAnnotations: true,
  define: { global: 'globalThis' },
  logLevel: 'error',
})
const browser = await launch()
const seen = new Set()
let slower = 0
try {
  const page = await browser.newPage()
  await page.addScriptTag({ content: outputFiles[0].text })
  for (const [family, kind] of await page.evaluate(() => window.models())) {
    if (only && !only.includes(family)) continue
    const start = performance.now()
    const timings = await page.evaluate(([id, data]) => window.shapes(id, data), [family, kind])
    const ratios = []
    for (const [key, candidates] of timings) {
      if (seen.has(key)) continue
      seen.add(key)
      const stock = candidates.find(({ decision }) => decision === 'stock').ms
      const first = candidates.find(({ decision }) => decision !== 'stock').ms
      ratios.push(stock / first)
      const late = first > tolerance * stock
      if (late) slower++
      if (late || options.all)
        console.log(
          `${late ? 'SLOWER ' : ''}${key}: stock ${stock.toFixed(2)} ms, ours ${first.toFixed(2)} ms`,
        )
    }
    ratios.sort((a, b) => a - b)
    const at = (share) => ratios[Math.floor(share * (ratios.length - 1))]?.toFixed(1)
    const seconds = ((performance.now() - start) / 1000).toFixed(0)
    console.log(
      `${family} on ${kind}: ${ratios.length} new shapes, ours faster by ${at(0)} (least), ${at(0.5)} (median), ${at(1)} (most); ${seconds} s`,
    )
  }
} finally {
  await browser.close()
}
console.log(`${seen.size} shapes, ${slower} slower than stock.`)
process.exitCode = slower > 0 || seen.size === 0 ? 1 : 0
