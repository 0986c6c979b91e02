import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FormatError } from '../../../src/engine/core/errors'
import {
  checkpointFile,
  decodeCheckpoint,
  encodeCheckpoint,
} from '../../../src/engine/formats/checkpoint-file'
import type { ExportSource } from '../../../src/engine/formats/format'
import {
  decodeSafetensors,
  encodeSafetensors,
  type NamedArray,
} from '../../../src/engine/formats/safetensors'
import type { Run } from '../../../src/engine/training/run'
import type { History } from '../../../src/protocol/history'
import { useCpu } from '../../support/tfjs'
import { expectFormatError } from './hostile'
import { architectures, dcgan, sourceOf, trainedRun } from './runs'

const entry = dcgan()
let run: Run
let source: ExportSource
let bytes: Uint8Array

beforeAll(async () => {
  await useCpu()
  run = trainedRun(entry, 5)
  source = await sourceOf(run)
  bytes = encodeCheckpoint(source.checkpoint, source.history)
})
afterAll(() => run.dispose())

/** The file with its parts changed. */
function changed(
  change: (metadata: Record<string, string>, tensors: Map<string, NamedArray>) => void,
): Uint8Array {
  const { metadata, tensors } = decodeSafetensors(bytes)
  const record = Object.fromEntries(metadata)
  change(record, tensors)
  return encodeSafetensors(tensors, record)
}
const rows = (history: History) =>
  Object.fromEntries([
    ['steps', [...history.steps]],
    ...history.names.map((name) => [name, [...history.values(name)]]),
  ])

describe('a checkpoint', () => {
  it('comes back as it was, the same bytes each time', () => {
    const { checkpoint, history } = decodeCheckpoint(bytes)
    expect(checkpoint.header).toEqual(source.checkpoint.header)
    expect(checkpoint.tensors).toEqual(source.checkpoint.tensors)
    expect(rows(history)).toEqual(rows(source.history))
    expect(encodeCheckpoint(checkpoint, history)).toEqual(bytes)
  })

  it('continues the run to the last bit, with or without a history', async () => {
    const resumed = trainedRun(entry, 0, 9)
    const { checkpoint, history } = decodeCheckpoint(encodeCheckpoint(source.checkpoint))
    expect(history.length).toBe(0)
    resumed.restore(checkpoint)
    const fork = trainedRun(entry, 5)
    for (const each of [resumed, fork]) for (const scalar of Object.values(each.advance())) scalar.dispose()
    const [after, expected] = [await sourceOf(resumed), await sourceOf(fork)]
    expect(after.checkpoint.tensors).toEqual(expected.checkpoint.tensors)
    expect(after.checkpoint.header.noise).toEqual(expected.checkpoint.header.noise)
    resumed.dispose()
    fork.dispose()
  })

  it('is written from finite numbers only', () => {
    const header = { ...source.checkpoint.header, elapsedMs: Number.NaN }
    expect(() => encodeCheckpoint({ ...source.checkpoint, header })).toThrow()
  })
})

describe('import', () => {
  const weightNames = () =>
    [...source.checkpoint.tensors.keys()].filter((name) => !name.startsWith('optimizer/'))

  it('gives the weights, the checkpoint and the configuration', () => {
    const imported = checkpointFile.read!(bytes, run)
    expect([...imported.weights.keys()].sort()).toEqual(weightNames().sort())
    expect(imported.checkpoint).toEqual(source.checkpoint)
    expect(imported.config).toEqual(run.config)
    expect(imported.history?.length).toBe(3)
  })

  it('takes a safetensors file of others that has the weights by name, in F64 too', () => {
    const foreign = new Map<string, NamedArray>(
      weightNames().map((name) => {
        const { shape, data } = source.checkpoint.tensors.get(name)!
        return [name, { shape, data: Float64Array.from(data) }]
      }),
    )
    foreign.set('something/else', { shape: [], data: Float32Array.of(1) })
    const imported = checkpointFile.read!(encodeSafetensors(foreign, { format: 'pt' }), run)
    expect(imported.checkpoint).toBeUndefined()
    for (const [name, { data }] of imported.weights)
      expect(data).toEqual(source.checkpoint.tensors.get(name)!.data)
  })

  it('refuses every other architecture', () => {
    for (const each of [...architectures, dcgan({ generatorNorm: 'none' })]) {
      const other = trainedRun(each)
      expectFormatError(() => checkpointFile.read!(bytes, other))
      other.dispose()
    }
  })

  const weight = 'generator/0.dense/bias'
  const set = (value: number): [Uint8Array, string] => [
    changed((_, tensors) => {
      const { shape, data } = tensors.get(weight)!
      tensors.set(weight, { shape, data: Float64Array.from(data, (each, i) => (i ? each : value)) })
    }),
    'not finite',
  ]
  const refused: [string, () => [Uint8Array, string]][] = [
    ['a missing weight', () => [changed((_, tensors) => tensors.delete(weight)), 'no weights']],
    [
      'a missing network',
      () => [
        changed((_, tensors) => {
          for (const name of weightNames()) if (/^generator/.test(name)) tensors.delete(name)
        }),
        'no network',
      ],
    ],
    [
      'another shape',
      () => [
        changed((_, tensors) => tensors.set(weight, { shape: [], data: Float32Array.of(1) })),
        'one number',
      ],
    ],
    [
      'a layer more',
      () => [changed((_, t) => t.set('generator/99.dense/bias', t.get(weight)!)), 'which this model has not'],
    ],
    ['NaN', () => set(Number.NaN)],
    ['infinity', () => set(Number.POSITIVE_INFINITY)],
    ['a number beyond float32', () => set(1e300)],
  ]
  it.each(refused)('refuses %s', (_, make) => {
    const [file, why] = make()
    expectFormatError(() => checkpointFile.read!(file, run))
    expect(() => checkpointFile.read!(file, run)).toThrow(why)
  })
})

describe('refuses', () => {
  const header = (change: (header: never) => unknown) => () =>
    changed((metadata) => {
      const parsed = JSON.parse(metadata.header!)
      change(parsed as never)
      metadata.header = JSON.stringify(parsed)
    })
  const put = (value: object) => header((parsed) => Object.assign(parsed, value))
  const column = (name: string, data: Float64Array | Float32Array) => () =>
    changed((_, tensors) => tensors.set(`history/${name}`, { shape: [data.length], data }))
  const rng = (words: unknown, spare: unknown = null) => put({ noise: { words, spare } })

  const hostile: [string, () => Uint8Array][] = [
    ['a file of others', () => changed((metadata) => delete metadata.ganvas)],
    ['a version to come', () => changed((metadata) => Object.assign(metadata, { version: '3' }))],
    ['no version', () => changed((metadata) => delete metadata.version)],
    ['no header', () => changed((metadata) => delete metadata.header)],
    ['a header that is no JSON', () => changed((metadata) => Object.assign(metadata, { header: '{' }))],
    ['a header of another version', put({ version: 2 })],
    [
      '__proto__ in the settings',
      () =>
        changed((metadata) => {
          metadata.header = metadata.header!.replace('"settings":{', '"settings":{"__proto__":1,')
        }),
    ],
    ['a step below zero', put({ step: -1 })],
    ['half a step', put({ step: 1.5 })],
    ['a step beyond all numbers', put({ step: 1e300 })],
    ['no configuration', put({ config: null })],
    ['a configuration of lists', put({ config: [] })],
    [
      'settings that nest',
      header(
        (parsed: { config: { settings: object } }) =>
          Object.assign(parsed.config.settings, { a: {} }) as never,
      ),
    ],
    [
      'a seed out of range',
      header((parsed: { config: object }) => Object.assign(parsed.config, { seed: -1 }) as never),
    ],
    ['a generator that stands still', rng([0, 0, 0, 0])],
    ['a generator of three words', rng([1, 2, 3])],
    ['words that are no integers', rng([1, 2, 3, 0.5])],
    ['words beyond 32 bits', rng([1, 2, 3, 2 ** 40])],
    ['a spare that is text', rng([1, 2, 3, 4], 'x')],
    ['iterations that are text', put({ iterations: { generator: 'x' } })],
    ['steps out of order', column('steps', Float64Array.of(3, 2, 1))],
    ['steps that are not finite', column('steps', Float64Array.of(1, Number.NaN, 3))],
    ['steps below zero', column('steps', Float64Array.of(-1, 2, 3))],
    ['a column too long', column('loss', new Float32Array(4))],
    ['a series named __proto__', column('__proto__', new Float32Array(3))],
    ['a series without a name', column('', new Float32Array(3))],
    ['no steps', () => changed((_, tensors) => tensors.delete('history/steps'))],
    [
      'a thousand series',
      () =>
        changed((_, t) => {
          for (let i = 0; i < 1000; i++) t.set(`history/a${i}`, t.get('history/loss')!)
        }),
    ],
    [
      'slots that are not finite',
      () =>
        changed((_, t) => t.set('optimizer/generator/x', { shape: [1], data: Float32Array.of(Number.NaN) })),
    ],
  ]
  it.each(hostile)('%s', (_, make) => {
    const file = make()
    expectFormatError(() => decodeCheckpoint(file))
  })

  it('a position beyond the data, with the run untouched', async () => {
    const file = put({ batches: { ...source.checkpoint.header.batches, position: 97 } })()
    const { checkpoint } = decodeCheckpoint(file)
    expect(() => run.restore(checkpoint)).toThrow(FormatError)
    expect((await sourceOf(run)).checkpoint).toEqual(source.checkpoint)
  })
})
