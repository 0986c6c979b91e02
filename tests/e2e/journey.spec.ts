import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import * as tf from '@tensorflow/tfjs'
import { unzipSync } from 'fflate'
import { Rng } from '../../src/engine/core/rng'
import { decodeCheckpoint } from '../../src/engine/formats/checkpoint-file'
import { expect, open, runStatus, sampleStep, test, waitForStatus, waitForStep } from './support'

const sampleImage = (page: Page) => page.getByRole('img', { name: /^Generated samples, step/ })

/** What the sample canvas shows, as a data URL. */
const picture = (page: Page) =>
  sampleImage(page).evaluate((element) => {
    const canvas = element instanceof HTMLCanvasElement ? element : element.querySelector('canvas')!
    return canvas.toDataURL()
  })

async function pause(page: Page): Promise<number> {
  await page.getByRole('button', { name: 'Pause' }).click()
  await waitForStatus(page, /Paused/)
  await expect
    .poll(async () => (await runStatus(page).textContent())!.includes(String(await sampleStep(page))))
    .toBe(true)
  return sampleStep(page)
}

/** Chooses an entry of the Export menu; the file's bytes. */
async function download(page: Page, entry: RegExp): Promise<Uint8Array<ArrayBuffer>> {
  await page.getByRole('button', { name: 'Export' }).click()
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: entry }).click(),
  ])
  return Uint8Array.from(await readFile(await file.path()))
}

/** Bytes of a grey PNG's pixels, decoded by the browser. */
async function pixels(page: Page, png: Uint8Array): Promise<{ width: number; grey: number[] }> {
  return page.evaluate(
    async (url) => {
      const image = new Image()
      image.src = url
      await image.decode()
      const canvas = document.createElement('canvas')
      Object.assign(canvas, { width: image.width, height: image.height })
      const context = canvas.getContext('2d')!
      context.drawImage(image, 0, 0)
      const { data, width } = context.getImageData(0, 0, image.width, image.height)
      return { width, grey: Array.from({ length: data.length / 4 }, (_, i) => data[4 * i]!) }
    },
    `data:image/png;base64,${Buffer.from(png).toString('base64')}`,
  )
}

/** A network of the exported archive, read by plain tfjs. */
async function plainNetwork(zip: Uint8Array, id: string): Promise<tf.LayersModel> {
  const files = unzipSync(zip)
  const { modelTopology, weightsManifest } = JSON.parse(new TextDecoder().decode(files[`${id}/model.json`]))
  const weightSpecs = weightsManifest.flatMap(
    (group: { weights: tf.io.WeightsManifestEntry[] }) => group.weights,
  )
  const weightData = Uint8Array.from(files[`${id}/weights.bin`]!).buffer
  return tf.loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs, weightData }))
}

const column = (csv: string, name: string): number[] => {
  const [header, ...rows] = csv.trim().split(/\r?\n/)
  const index = header!.split(',').indexOf(name)
  return rows.map((row) => Number(row.split(',')[index]))
}
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

async function chooseBackend(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('button', { name: /^Device/ }).click()
  await page.getByRole('radio', { name }).click()
  await expect(page.getByRole('radio', { name })).toBeChecked()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: /^Device/ })).toContainText(name)
  await waitForStatus(page, /Paused/)
}

for (const { backend, settings, steps } of [
  { backend: null, settings: '', steps: 12 },
  {
    backend: /WebGL/,
    settings: '&encoderWidth=24&decoderWidth=24&latentDim=4&batch=16&rate=0.005',
    steps: 25,
  },
]) {
  test(`MNIST and a VAE on ${backend ? 'WebGL in software' : 'the chosen backend'}: train, pause, step, reset, export, decode`, async ({
    page,
    conduct,
  }) => {
    test.setTimeout(180_000)
    await open(page, settings ? `data=mnist&model=vae${settings}` : '')
    if (!settings) {
      await page.getByRole('combobox', { name: 'Data set' }).selectOption('mnist')
      await page.getByRole('combobox', { name: 'Model' }).selectOption('vae')
      await expect(page).toHaveURL(/data=mnist&model=vae/)
    }
    if (backend) await chooseBackend(page, backend)
    await waitForStatus(page, /Paused.*\b0\b/)
    await expect(sampleImage(page)).toHaveAccessibleName('Generated samples, step 0')
    const initial = await picture(page)

    await page.getByRole('button', { name: 'Train' }).click()
    await waitForStatus(page, /Running/)
    await waitForStep(page, steps, 120_000)
    const reached = await pause(page)
    expect(await picture(page)).not.toBe(initial)
    await page.getByRole('button', { name: 'Step', exact: true }).click()
    await waitForStep(page, reached + 1)
    expect(await sampleStep(page)).toBe(reached + 1)

    const csv = new TextDecoder().decode(await download(page, /^Curves/))
    const loss = column(csv, 'negativeElbo')
    expect(loss).toHaveLength(reached + 1)
    expect(mean(loss.slice(-3))).toBeLessThan(0.95 * mean(loss.slice(0, 3)))

    const zip = await download(page, /TensorFlow\.js/)
    const png = await download(page, /^Samples/)
    const checkpoint = decodeCheckpoint(await download(page, /^Checkpoint/))

    // The page's own first code, decoded by plain tfjs from the exported files, is the page's first picture.
    const { config } = checkpoint.checkpoint.header
    const dimension = Number(config.settings.latentDim)
    const codes = Rng.stream(config.seed, 'view/0').fillNormal(new Float32Array(64 * dimension))
    const decoder = await plainNetwork(zip, 'decoder')
    const decoded = (decoder.predict(tf.tensor(codes, [64, dimension])) as tf.Tensor).dataSync()
    const { width, grey } = await pixels(page, png)
    let worst = 0
    for (let i = 0; i < decoded.length; i++) {
      const [image, y, x] = [Math.floor(i / 784), Math.floor((i % 784) / 28), i % 28]
      const at = (Math.floor(image / 8) * 29 + y) * width + (image % 8) * 29 + x
      worst = Math.max(worst, Math.abs(grey[at]! / 255 - decoded[i]!))
    }
    expect(worst).toBeLessThan(0.5 / 255 + 1e-4) // a byte's rounding, and no more than 1e-4 beside it

    await page.getByRole('button', { name: 'Reset' }).click()
    await expect(sampleImage(page)).toHaveAccessibleName('Generated samples, step 0')
    await expect.poll(() => picture(page)).toBe(initial)
    expect(conduct.outside).toEqual([])
  })
}
