import { strFromU8, unzipSync, zipSync } from 'fflate'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { FormatError } from '../../../src/engine/core/errors'
import { encodeCheckpoint } from '../../../src/engine/formats/checkpoint-file'
import { decodeGanvas, ganvasFile, holdsRun } from '../../../src/engine/formats/ganvas-file'
import { tfjsLayers } from '../../../src/engine/formats/tfjs-layers'
import { writeZip } from '../../../src/engine/formats/zip'
import type { Run } from '../../../src/engine/training/run'
import { useCpu } from '../../support/tfjs'
import { expectFormatError } from './hostile'
import { dcgan, sourceOf, trainedRun } from './runs'

let run: Run
let file: Uint8Array
let source: Awaited<ReturnType<typeof sourceOf>>
beforeAll(async () => {
  await useCpu()
  run = trainedRun(dcgan(), 3)
  source = {
    ...(await sourceOf(run)),
    measures: [{ step: 2, values: { 'test-accuracy': 0.5, unheardOf: 1.5 } }],
  }
  file = (await ganvasFile.write(source)) as Uint8Array
})
afterAll(() => run.dispose())

it('holds the whole run: weights, history, measures', () => {
  const { checkpoint, history, measures } = decodeGanvas(file)
  expect(checkpoint.header).toEqual(source.checkpoint.header)
  const bytes = (from: typeof checkpoint) => Buffer.from(encodeCheckpoint(from))
  expect(bytes(checkpoint).equals(bytes(source.checkpoint))).toBe(true)
  expect([...history.steps]).toEqual([1, 2, 3])
  expect(measures).toEqual(source.measures)
})

it('has a picture with the mark and a card that says what it is', () => {
  const files = unzipSync(file)
  expect(Object.keys(files).sort()).toEqual(['checkpoint.safetensors', 'model-card.md', 'samples.png'])
  expect(strFromU8(files['samples.png']!, true)).toContain('trainedAlgorithmicMedia')
  const card = strFromU8(files['model-card.md']!)
  for (const part of [
    '# Generative adversarial network on Tiny images',
    'Every sample of this model is synthetic',
    '| Licence | CC0 |',
    '| Steps | 3 |',
    `\`${run.data.hash}\``,
    '| unheardOf | 1.5 |',
    '## Limits',
  ])
    expect(card).toContain(part)
})

it('is told from an archive of models, also when packed again in another order', async () => {
  expect(holdsRun(file)).toBe(true)
  expect(holdsRun((await tfjsLayers.write(source)) as Uint8Array)).toBe(false)
  const files = Object.entries(unzipSync(file)).reverse()
  const again = zipSync(Object.fromEntries(files))
  expect(holdsRun(again)).toBe(true)
  expect(decodeGanvas(again).checkpoint.header.step).toBe(3)
})

it('refuses a checkpoint that would grow far beyond its file', () => {
  const bomb = zipSync({ 'checkpoint.safetensors': new Uint8Array(40 * 2 ** 20) }, { level: 9 })
  expect(bomb.length).toBeLessThan(100_000)
  expectFormatError(() => decodeGanvas(bomb))
  expect(() => decodeGanvas(writeZip(new Map([['a.txt', new Uint8Array(3)]])))).toThrow(FormatError)
})
