import { describe, expect, it } from 'vitest'
import type { Frame } from '../../src/protocol/events'
import { Film, Films } from '../../src/ui/film/film'
import { packFrame, unpackFrame } from '../../src/ui/film/packed'
import { alike, subjectOf } from '../../src/ui/film/thumbnails'
import { RunRecord } from '../../src/ui/store/record'

const frame = (step: number, probe = 'samples', size = 100): Frame => ({
  probe,
  step,
  blocks: { points: { shape: [size / 2, 2], data: new Uint8Array(size) } },
})

describe('a film', () => {
  it('keeps first and last, and spreads the rest by ratio', () => {
    const film = new Film(40)
    for (let step = 0; step <= 20_000; step += 5) film.add(frame(step))
    const steps = film.moments.map((moment) => moment.step)
    expect(steps.length).toBe(40)
    expect([steps[0], steps.at(-1)]).toEqual([0, 20_000])
    // Even on a logarithmic scale would be a ratio of (20000 / 5) ** (1 / 38) = 1.24 from one to the next.
    const ratios = steps.slice(2).map((step, i) => step / steps[i + 1]!)
    expect(Math.max(...ratios)).toBeLessThan(2.1)
    expect(film.bytes).toBe(40 * 100)
  })

  it('stays within its bytes, and counts one moment of several probes once', () => {
    const film = new Film(100, 1000)
    for (let step = 1; step <= 50; step++) {
      film.add(frame(step))
      film.add(frame(step, 'heat-map'))
      film.add(frame(step, 'real'))
      film.add(frame(step, 'samples'))
    }
    expect(film.bytes).toBeLessThanOrEqual(1000)
    expect(film.moments.length).toBe(5)
    for (const { frames } of film.moments) expect([...frames.keys()]).toEqual(['samples', 'heat-map'])
  })

  it('ends where the run went back, and forks', () => {
    const film = new Film()
    for (const step of [0, 10, 20, 30]) film.add(frame(step))
    const branch = film.fork(20)
    film.add(frame(15))
    expect(film.moments.map(({ step }) => step)).toEqual([0, 10, 15])
    expect(branch.moments.map(({ step }) => step)).toEqual([0, 10, 20])
    film.truncate(-1)
    expect([film.moments.length, film.bytes]).toEqual([0, 0])
  })

  it('takes back what an earlier visit kept, before what it has', () => {
    const film = new Film()
    for (const step of [30, 31, 32, 33, 34]) film.add(frame(step))
    film.recall([frame(0), frame(10), frame(30), frame(31)])
    expect(film.moments.map(({ step }) => step)).toEqual([0, 10, 30, 31, 32, 33, 34])
    expect(film.bytes).toBe(7 * 100)
  })

  it('is kept for the latest three runs', () => {
    const films = new Films()
    for (const id of ['a', 'b', 'c']) films.of(id).add(frame(1))
    films.of('a')
    films.of('d')
    expect(films.of('a').moments.length).toBe(1)
    expect(films.of('b').moments.length).toBe(0)
  })
})

describe('the record', () => {
  it('shows a moment of the past while the present goes on behind it', () => {
    const record = new RunRecord()
    record.begin(0, 'one')
    for (const step of [1, 2, 3]) record.addFrame(frame(step))
    record.addFrame(frame(3, 'real'))
    record.showPast([frame(1)])
    record.addFrame(frame(4))
    expect(record.frames.get('samples')!.step).toBe(1)
    expect(record.frames.get('real')!.step).toBe(3)
    expect(record.film.moments.map(({ step }) => step)).toEqual([1, 2, 3, 4])
    record.showPresent()
    expect(record.frames.get('samples')!.step).toBe(4)
  })

  it('has the film of the run that stands', () => {
    const record = new RunRecord()
    record.begin(0, 'one')
    record.addFrame(frame(5))
    record.begin(0, 'two')
    expect(record.film.moments.length).toBe(0)
    record.begin(5, 'one')
    expect(record.film.moments.length).toBe(1)
    record.fork('one', 'three', 5)
    record.begin(5, 'three')
    expect(record.film.moments.length).toBe(1)
  })
})

it('packs frames for the store, and takes nothing from bytes that are none', () => {
  const one: Frame = {
    probe: 'samples',
    step: 12,
    blocks: {
      images: { shape: [1, 3, 1, 1], data: Uint8Array.of(1, 2, 255) },
      scores: { shape: [2], data: Float32Array.of(0.5, -1e-9) },
    },
  }
  expect(unpackFrame(packFrame(one))).toEqual(one)
  // As a store may hand it back: somewhere within a larger buffer.
  const shifted = new Uint8Array([0, ...packFrame(one)]).subarray(1)
  expect(unpackFrame(shifted)).toEqual(one)
  for (const bytes of [new Uint8Array(), Uint8Array.of(9, 9, 9, 9, 9), packFrame(one).subarray(0, 60)])
    expect(unpackFrame(bytes)).toBeNull()
})

it('a thumbnail shows what the model made, not the data beside it', () => {
  const image = (value: number) => ({ shape: [1, 1, 1, 1], data: Uint8Array.of(value) })
  const frames = (probe: string, blocks: Frame['blocks']) => new Map([[probe, { probe, step: 1, blocks }]])
  const value = (map: Map<string, Frame>) => subjectOf(map)?.data[0]
  expect(value(frames('reconstructions', { inputs: image(1), outputs: image(2) }))).toBe(2)
  expect(value(frames('samples', { images: image(3) }))).toBe(3)
  expect(value(frames('latent-grid', { images: image(4) }))).toBe(4)
  expect(value(frames('unfinished', { inputs: image(5) }))).toBe(5)
  expect(subjectOf(new Map())).toBeUndefined()
})

it('the strip shows pictures of one kind: samples where there are any, else what the latest shows', () => {
  const image = { shape: [1, 1, 1, 1], data: Uint8Array.of(1) }
  const moment = (step: number, probe: string) => ({
    step,
    frames: new Map([[probe, { probe, step, blocks: { images: image } }]]),
  })
  const steps = (...moments: ReturnType<typeof moment>[]) => alike(moments).map(({ step }) => step)
  const [first, second, third] = [
    moment(1, 'samples'),
    moment(2, 'latent-grid'),
    moment(3, 'reconstructions'),
  ]
  expect(steps(first, second, third, moment(4, 'samples'))).toEqual([1, 4])
  expect(steps(second, third, moment(4, 'latent-grid'))).toEqual([2, 4])
  expect(steps()).toEqual([])
})
