import { type Tensor, tensor, tidy } from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FormatError } from '../../src/engine/core/errors'
import { Rng } from '../../src/engine/core/rng'
import { formatById, formats, readWeights } from '../../src/engine/formats'
import { encodeCheckpoint } from '../../src/engine/formats/checkpoint-file'
import type { ExportSource, Format } from '../../src/engine/formats/format'
import { writeZip } from '../../src/engine/formats/zip'
import { disposeSnapshot, type Run } from '../../src/engine/training/run'
import { architectures, sourceOf, trainedRun } from '../engine/formats/runs'
import { useCpu } from '../support/tfjs'

interface Subject {
  trained: Run
  source: ExportSource
  /** The same networks with other weights. */
  fresh: Run
}
const subjects: Subject[] = []

beforeAll(async () => {
  await useCpu()
  for (const each of architectures) {
    const trained = trainedRun(each, 2)
    subjects.push({ trained, source: await sourceOf(trained), fresh: trainedRun(each, 0, 2) })
  }
})
afterAll(() => {
  for (const { trained, fresh } of subjects) {
    trained.dispose()
    fresh.dispose()
  }
})

/** What the run makes of fixed inputs: samples, or reconstructions where it cannot sample. */
async function pictures({ family, model, data }: Run): Promise<Float32Array> {
  const latentDim = family.latentDim?.(model.config, data.info)
  const shape = family.sample && latentDim ? [4, latentDim] : [4, ...data.info.shape]
  const size = shape.reduce((total, side) => total * side, 1)
  const input = tensor(Rng.stream(3, 'input').fillNormal(new Float32Array(size)), shape)
  const output = tidy(() => (family.sample ?? family.reconstruct!)(model, input)) as Tensor
  const values = await output.data<'float32'>()
  input.dispose()
  output.dispose()
  return values
}

/** Everything that the run is, as bytes; comparing megabytes element by element takes vitest seconds. */
const stateOf = async (run: Run) => encodeCheckpoint((await sourceOf(run)).checkpoint)
const same = (a: Uint8Array, b: Uint8Array) => Buffer.from(a).equals(b)

it('gives every format its own id and extension', () => {
  for (const key of ['id', 'extension'] as const)
    expect(new Set(formats.map(({ entry }) => entry[key])).size).toBe(formats.length)
  for (const format of formats) expect(formatById(format.entry.id)).toBe(format)
  expect(formatById('no such format')).toBeUndefined()
})

it('recognises nothing in an empty or a foreign file', () => {
  for (const bytes of [new Uint8Array(), new Uint8Array(1000), new TextEncoder().encode('Hello, world.')])
    expect(() => readWeights(bytes, subjects[0]!.fresh)).toThrow(FormatError)
})

it('says of pictures that they cannot be trained on, and what can be opened', () => {
  const text = (begin: string) => Uint8Array.from(begin, (letter) => letter.charCodeAt(0))
  const read = (bytes: Uint8Array) => () => readWeights(bytes, subjects[0]!.fresh)
  const many = Array.from({ length: 300 }, (_, i) => [`cats/${i}.jpg`, new Uint8Array(9)] as const)
  expect(read(text('\x89PNG\r\n\x1a\n...'))).toThrow(/This is a picture\. .* cannot be trained on/)
  for (const files of [new Map([['cats/', new Uint8Array()], many[1]!]), new Map(many)])
    expect(read(writeZip(files))).toThrow(/This archive holds pictures\. .* cannot be trained on/)
  expect(read(writeZip(new Map([['notes.txt', text('Hello')]])))).toThrow(/has no network/)
  try {
    read(text('Hello, world.'))()
  } catch (error) {
    expect(error).toMatchObject({ next: expect.stringMatching(/\.ganvas.*\.json.*\.zip.*\.csv/) })
  }
})

describe.each(formats.map((format): [string, Format] => [format.entry.id, format]))('%s', (_, format) => {
  const { entry } = format

  it('describes itself', () => {
    for (const text of [entry.label, entry.summary]) expect(text).toMatch(/^[A-Z]/)
    expect(entry.summary).toMatch(/\.$/)
    expect(entry.extension).toMatch(/^[a-z]+$/)
    expect(entry.mime).toMatch(/^[a-z]+\/[a-z-]+(;charset=utf-8)?$/)
    expect(entry.imports).toBe(format.read !== undefined)
    expect(entry.imports).toBe(format.recognises !== undefined)
  })

  it('writes the same run as the same bytes, and leaves the run as it was', async () => {
    for (const { trained, source } of subjects) {
      const bytes = await format.write(source)
      expect(bytes.length).toBeGreaterThan(20)
      expect(same(await format.write(source), bytes)).toBe(true)
      expect(same(await stateOf(trained), encodeCheckpoint(source.checkpoint))).toBe(true)
    }
  })

  it.runIf(entry.imports)('saved and loaded, makes the same samples', async () => {
    for (const { trained, source, fresh } of subjects) {
      const bytes = await format.write(source)
      expect(formats.filter((other) => other.recognises?.(bytes))).toEqual([format])
      const wanted = await pictures(trained)
      expect(await pictures(fresh)).not.toEqual(wanted)

      const before = fresh.snapshot()
      const state = await stateOf(fresh)
      const { weights } = readWeights(bytes, fresh)
      expect(same(await stateOf(fresh), state)).toBe(true) // only looked at
      fresh.loadWeights(weights)
      expect(await pictures(fresh)).toEqual(wanted)
      fresh.rewind(before)
      disposeSnapshot(before)
    }
  })
})
