/**
 * npm run shapes:webgl -- [--only gan,vae] [--data points] [--all]
 *
 * Times every kernel call of every family's default models in Chromium on software GL, stock against ours, and a whole step of
 * each model: in processor time of the process that draws where the system tells it (Linux), which no busy neighbour disturbs,
 * else by the wall's clock. Fails where what would be used is slower than stock beyond the noise: the tuner's choice, or our first variant,
 * which is used untuned on a software renderer. The noise is what stock differs from itself in the same rounds, over all shapes:
 * of a hundred, five differ by more. A shape that looks slower is measured twice more before it counts. `--all` prints every shape.
 */
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import { launch } from '../../../bench/browser.mjs'
import { drawingClock } from './drawing-clock.mjs'

const { values: options } = parseArgs({
  options: { only: { type: 'string' }, data: { type: 'string' }, all: { type: 'boolean' } },
})
const only = options.only?.split(',')

const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL('shapes-page.ts', import.meta.url))],
  bundle: true,
  write: false,
  format: 'iife',
  ignoreAnnotations: true,
  define: { global: 'globalThis' },
  logLevel: 'error',
})
const at = (sorted, share) => sorted[Math.round(share * (sorted.length - 1))]
const ascending = (values) => [...values].sort((a, b) => a - b)
const lineOf = ({ key, tuned, stock, first, firstRatio, tunedRatio }) =>
  `${key}: stock ${stock.toFixed(2)} ms, ours ${first.toFixed(2)} ms (${firstRatio.toFixed(2)} of it), tuned to ${tuned} (${tunedRatio.toFixed(2)})`

const browser = await launch()
const shapes = []
const steps = []
try {
  const page = await browser.newPage()
  const clock = await drawingClock(browser)
  if (clock) await page.exposeFunction('drawingTime', clock)
  await page.addScriptTag({ content: outputFiles[0].text })
  for (const [family, kind] of await page.evaluate(() => window.models())) {
    if (only && !only.includes(family)) continue
    if (options.data && kind !== options.data) continue
    const start = performance.now()
    const found = await page.evaluate(([id, data]) => window.shapes(id, data), [family, kind])
    shapes.push(...found.shapes)
    if (options.all) for (const shape of found.shapes) console.log(lineOf(shape))
    const gains = ascending(found.shapes.map(({ firstRatio }) => 1 / firstRatio))
    const { stock, fast } = found.step
    steps.push({ model: `${family} on ${kind}`, ratio: stock / fast })
    const seconds = ((performance.now() - start) / 1000).toFixed(0)
    const [least, middle, most] = [0, 0.5, 1].map((share) => at(gains, share)?.toFixed(1) ?? '-')
    console.log(
      `${family} on ${kind}: a step ${stock.toFixed(0)} ms with stock, ${fast.toFixed(0)} with ours (${(stock / fast).toFixed(1)}×); ` +
        `${gains.length} new shapes, ours faster by ${least} (least), ${middle} (median), ${most} (most); ${seconds} s`,
    )
  }
} finally {
  await browser.close()
}

/** A short call is a draw and little else, whose time scatters more: each kind has its own noise. */
const kinds = [
  { name: 'under half a millisecond', has: ({ stock }) => stock < 0.5 },
  { name: 'longer', has: ({ stock }) => stock >= 0.5 },
]
let slower = 0
let limit = 1.05
for (const { name, has } of kinds) {
  const own = shapes.filter(has)
  if (own.length === 0) continue
  const noise = at(ascending(own.map((shape) => Math.max(shape.noise, 1 / shape.noise))), 0.95)
  limit = Math.max(1.05, noise)
  const late = own.filter(({ firstRatio, tunedRatio }) => Math.max(firstRatio, tunedRatio) > limit)
  for (const shape of late) console.log(`SLOWER ${lineOf(shape)}`)
  slower += late.length
  console.log(
    `${own.length} shapes ${name}: stock differs from itself by up to ${((noise - 1) * 100).toFixed(1)} % in 95 of 100; ` +
      `${late.length} slower than stock by more than ${((limit - 1) * 100).toFixed(1)} %.`,
  )
}
const slowSteps = steps.filter(({ ratio }) => ratio < 1 / limit)
for (const { model, ratio } of slowSteps)
  console.log(`SLOWER ${model}: a step is ${ratio.toFixed(2)}× stock's speed`)
console.log(`${steps.length} models, ${slowSteps.length} slower as a whole.`)
process.exitCode = slower + slowSteps.length > 0 || shapes.length === 0 ? 1 : 0
