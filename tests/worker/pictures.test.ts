import { memory, tidy } from '@tensorflow/tfjs-core'
import { beforeAll, expect, it } from 'vitest'
import { familyById } from '../../src/engine/families'
import { fixedNoise } from '../../src/engine/probes/fixed-noise'
import type { Frame } from '../../src/protocol/events'
import { Pictures } from '../../src/worker/pictures'
import { useCpu } from '../support/tfjs'
import { tinyImages } from '../support/tiny-data'
import { tinyRun } from '../support/tiny-run'

beforeAll(useCpu)

const family = familyById('autoregressive')!
const settings = { architecture: 'pixelcnn', width: 6, depth: 1 }

/** Pictures of a model that draws pixel by pixel, and what they have emitted. */
function slowPictures() {
  const run = tinyRun(family, tinyImages, settings)
  const frames: Frame[] = []
  const pictures = new Pictures(
    (frame) => frames.push(frame),
    () => performance.now(),
  )
  pictures.watch([{ id: 'samples', options: { count: 16 } }])
  const subject = { family, model: run.model, data: run.data, seed: 1 }
  return { run, frames, pictures, subject }
}

const whole = (frame: Frame) => frame.blocks.images!.data.slice()
const patience = async (done: () => boolean) => {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 5))
}

/** Once nothing of an earlier test is being drawn any more. */
async function tensorsAtRest(): Promise<number> {
  let [last, count] = [-1, memory().numTensors]
  while (last !== count) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    ;[last, count] = [count, memory().numTensors]
  }
  return count
}

it('shows a slow drawing in stages, without waiting for its end', async () => {
  const { run, frames, pictures, subject } = slowPictures()
  pictures.refresh()
  await Promise.all(pictures.poll(subject, 7))
  expect(frames).toHaveLength(1)
  const wanted = family.sample!(run.model, fixedNoise(subject, 16))
  const finished = [...wanted.dataSync()].map((v) => 255 * v)
  wanted.dispose()
  await patience(() => whole(frames.at(-1)!).every((value, i) => value === finished[i]))
  expect(frames.length).toBeGreaterThan(2)
  // Later stages keep what was drawn and add to it.
  const ink = frames.map((frame) => whole(frame).filter((value) => value > 0).length)
  expect(ink).toEqual([...ink].sort((a, b) => a - b))
  expect(frames.every((frame) => frame.step === 7)).toBe(true)
  run.dispose()
})

it('stops drawing when the run goes, and frees what it held', async () => {
  const before = await tensorsAtRest()
  const { run, frames, pictures, subject } = slowPictures()
  pictures.refresh()
  await Promise.all(pictures.poll(subject, 0))
  pictures.refresh()
  run.dispose()
  const count = frames.length
  await patience(() => memory().numTensors === before)
  expect(frames).toHaveLength(count)
})

it('takes a frame of all that changes with the weights, at once, for slow motion', async () => {
  const run = tinyRun(familyById('vae')!, tinyImages)
  const subject = { family: run.family, model: run.model, data: run.data, seed: 1 }
  const pictures = new Pictures(
    () => {},
    () => performance.now(),
  )
  pictures.watch([{ id: 'real' }, { id: 'samples', options: { count: 4 } }, { id: 'heat-map' }])
  const before = memory().numTensors
  let taken: Promise<Frame[]> = Promise.resolve([])
  // From within an iteration, whose tidy ends before the frames are read.
  tidy(() => {
    taken = pictures.takeAll(subject, 5)
  })
  const frames = await taken
  expect(memory().numTensors).toBe(before)
  expect(frames.map(({ probe, step }) => [probe, step])).toEqual([['samples', 5]]) // no D, no heat map
  const wanted = run.family.sample!(run.model, fixedNoise(subject, 4))
  const bytes = [...wanted.dataSync()].map((v) => Math.min(255, Math.max(0, Math.round(255 * v))))
  expect([...frames[0]!.blocks.images!.data]).toEqual(bytes)
  run.dispose()
})

/** Looks over so many milliseconds of a clock that is turned by hand; each look takes `cost` of them. */
async function looksOver(
  milliseconds: number,
  { byProcessor = false, cost = 0, costAtRest = 0 },
): Promise<number> {
  const run = tinyRun(familyById('vae')!, tinyImages)
  const subject = { family: run.family, model: run.model, data: run.data, seed: 1 }
  let time = 0
  let looks = 0
  const pictures = new Pictures(
    () => looks++,
    () => time,
    () => byProcessor,
  )
  pictures.watch([{ id: 'samples', options: { count: 1 } }])
  if (costAtRest > 0) pictures.refresh()
  for (; time < milliseconds; time += 10) {
    const looking = pictures.poll(subject, time)
    if (looking.length > 0) time += costAtRest > 0 && time === 0 ? costAtRest : cost
    await Promise.all(looking)
    await Promise.resolve()
  }
  run.dispose()
  return looks
}

it('is looked at less often where the processor trains, and leaves training its share of the time', async () => {
  expect(await looksOver(2000, {})).toBe(20)
  expect(await looksOver(2000, { byProcessor: true })).toBe(10)
  expect(await looksOver(10_000, { cost: 20 })).toBe(25) // 5 %
})

it('does not stand still where a look takes long: once a second, or 15 % of the time', async () => {
  expect(await looksOver(10_000, { cost: 100 })).toBe(10)
  expect(await looksOver(40_000, { cost: 600 })).toBe(10)
})

it('does not wait for what a look at rest has cost: nothing else wanted the device', async () => {
  expect(await looksOver(2000, { costAtRest: 1000 })).toBe(11)
})
