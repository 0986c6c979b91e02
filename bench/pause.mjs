/**
 * node bench/pause.mjs [--rounds 9] [--backend webgl] [--only VAE]
 *
 * How soon Pause is answered: default models train in the built page (`npm run build`), Pause is pressed at odd moments, and
 * the time until the page says that the run stands is taken, beside what a step takes. A step that is counted after the
 * answer is an error.
 */
import { parseArgs } from 'node:util'
import { serve } from '../scripts/serve.mjs'
import { launch } from './browser.mjs'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '9' },
    backend: { type: 'string', default: 'webgl' },
    only: { type: 'string', default: '' },
  },
})
const models = {
  'GAN on the ring': 'data=ring&model=gan',
  VAE: 'data=mnist&model=vae',
  DCGAN: 'data=mnist&model=gan',
}
const site = await serve({ host: 'localhost', port: 0 })
const browser = await launch()

/** In the page: presses the button and resolves with milliseconds until the status says `word`, and all that it says. */
const press = ({ button, word }) =>
  new Promise((resolve) => {
    const status = document.querySelector('[role=status][aria-label="Run status"]')
    const target = [...document.querySelectorAll('button')].find((b) => b.textContent.trim() === button)
    const began = performance.now()
    const observer = new MutationObserver(() => {
      if (!status.textContent.startsWith(word)) return
      observer.disconnect()
      resolve({ wait: performance.now() - began, status: status.textContent })
    })
    observer.observe(status, { childList: true, characterData: true, subtree: true })
    target.click()
  })

try {
  for (const [name, hash] of Object.entries(models).filter(([name]) => name.includes(values.only))) {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    await page.addInitScript(() => localStorage.setItem('ganvas.visited', 'true'))
    await page.goto(`http://localhost:${site.port}/#${hash}&backend=${values.backend}`)
    const train = page.getByRole('button', { name: 'Train', exact: true })
    await train.waitFor({ timeout: 120_000 })
    await page.waitForFunction(
      () =>
        document.querySelector('[role=status][aria-label="Run status"]')?.textContent.startsWith('Paused'),
      undefined,
      { timeout: 300_000 },
    )
    const step = async () =>
      Number((await page.locator('.counters .count dd').first().textContent()).replaceAll(/\D/g, ''))
    const waits = []
    let [steps, spent] = [0, 0]
    for (let round = 0; round < Number(values.rounds); round++) {
      const [from, began] = [await step(), performance.now()]
      await page.evaluate(press, { button: 'Train', word: 'Running' })
      await page.waitForTimeout(3000 + 370 * round)
      const { wait, status } = await page.evaluate(press, { button: 'Pause', word: 'Paused' })
      waits.push(wait)
      spent += performance.now() - began
      await page.waitForTimeout(2000)
      const last = await step()
      if (!status.startsWith(`Paused, step ${last}`)) throw new Error(`"${status}", and then step ${last}.`)
      steps += last - from
    }
    waits.sort((a, b) => a - b)
    const [median, most] = [waits[waits.length >> 1], waits.at(-1)]
    console.log(
      `${name}: Pause answered in ${median.toFixed(0)} ms (median), ${most.toFixed(0)} at most; ${(spent / steps).toFixed(0)} ms a step`,
    )
    await page.close()
  }
} finally {
  await browser.close()
  await site.close()
}
