/**
 * node bench/pictures.mjs [--seconds 5] [--rounds 4]
 *
 * What the pictures cost: the GAN on the ring trains in the built page (`npm run build`), in turns with the plane shown
 * and with a view that asks for no picture; steps a second of both, and the share that is lost.
 */
import { parseArgs } from 'node:util'
import { serve } from '../scripts/serve.mjs'
import { launch } from './browser.mjs'

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '5' }, rounds: { type: 'string', default: '4' } },
})
const site = await serve({ host: 'localhost', port: 0 })
const browser = await launch()
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await page.goto(`http://localhost:${site.port}/#data=ring&model=gan&backend=simd`)
  const train = page.getByRole('button', { name: 'Train', exact: true })
  await train.click({ timeout: 60_000 })
  const step = async () =>
    Number((await page.locator('.counters .count dd').first().textContent()).replaceAll(/\D/g, ''))
  const rates = { Plane: [], 'How it works': [] }
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [view, seen] of Object.entries(rates)) {
      await page.getByRole('tab', { name: view }).click()
      await page.waitForTimeout(1000)
      const [began, from] = [performance.now(), await step()]
      await page.waitForTimeout(1000 * Number(values.seconds))
      seen.push((1000 * ((await step()) - from)) / (performance.now() - began))
    }
  }
  const median = (all) => all.sort((a, b) => a - b)[all.length >> 1]
  const [shown, hidden] = [median(rates.Plane), median(rates['How it works'])]
  console.log(`steps a second: ${shown.toFixed(1)} with the plane, ${hidden.toFixed(1)} without pictures`)
  console.log(`lost to pictures: ${(100 * (1 - shown / hidden)).toFixed(1)} %`)
} finally {
  await browser.close()
  await site.close()
}
