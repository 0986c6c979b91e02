import { afterAll, beforeAll, expect, it } from 'vitest'
import { FormatError } from '../../../src/engine/core/errors'
import { Rng } from '../../../src/engine/core/rng'
import { formats, readWeights } from '../../../src/engine/formats'
import { decodeCheckpoint } from '../../../src/engine/formats/checkpoint-file'
import { configJson, decodeConfig } from '../../../src/engine/formats/config-json'
import { decodeGanvas } from '../../../src/engine/formats/ganvas-file'
import type { Run } from '../../../src/engine/training/run'
import { useCpu } from '../../support/tfjs'
import { cpuTime } from './hostile'
import { dcgan, sourceOf, trainedRun } from './runs'

/** Files in all; `FUZZ=100000 npx vitest run tests/engine/formats/fuzz.test.ts` for a longer look. */
const total = Number(process.env.FUZZ ?? 10_500)

let run: Run
const seeds: { file: Uint8Array; read: (bytes: Uint8Array) => unknown }[] = []

beforeAll(async () => {
  await useCpu()
  run = trainedRun(dcgan(), 1)
  const source = await sourceOf(run)
  for (const format of formats) {
    if (!format.read) continue
    const file = await format.write(source)
    seeds.push(
      { file, read: (bytes) => readWeights(bytes, run) },
      { file, read: (bytes) => format.read!(bytes, run) },
    )
    if (format.entry.id === 'ganvas') seeds.push({ file, read: decodeGanvas })
    if (format.entry.id === 'safetensors') seeds.push({ file, read: decodeCheckpoint })
  }
  seeds.push({ file: await configJson.write(source), read: decodeConfig })
})
afterAll(() => run.dispose())

const tokens = [
  '"',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '\\',
  '-1',
  '1e999',
  '9007199254740993',
  'null',
  '"__proto__"',
  '../',
]
const extremes = [0, 1, 0x7f, 0x80, 0xff]

/** One damage: most where the structure is, near the beginning and the end. */
function mutate(bytes: Uint8Array, rng: Rng): Uint8Array {
  const near = () => {
    const reach = rng.uniform() < 0.7 ? Math.min(bytes.length, 3000) : bytes.length
    const at = rng.integer(Math.max(1, reach))
    return rng.uniform() < 0.5 ? at : bytes.length - 1 - at
  }
  const splice = (at: number, remove: number, insert: Uint8Array | number[]) => {
    const out = new Uint8Array(Math.max(0, bytes.length - remove) + insert.length)
    out.set(bytes.subarray(0, at))
    out.set(insert, at)
    out.set(bytes.subarray(at + remove), at + insert.length)
    return out
  }
  const at = Math.max(0, near())
  const length = Math.min(1 + rng.integer(rng.uniform() < 0.5 ? 8 : 400), bytes.length - at)
  switch (rng.integer(8)) {
    case 0:
      bytes[at]! ^= 1 << rng.integer(8)
      return bytes
    case 1:
      bytes[at] = extremes[rng.integer(extremes.length)]!
      return bytes
    case 2: // a field of four bytes
      bytes.fill(extremes[rng.integer(extremes.length)]!, at, at + 4)
      return bytes
    case 3:
      return bytes.slice(0, at)
    case 4:
      return splice(at, length, [])
    case 5: // a piece once more
      return splice(at, 0, bytes.slice(at, at + length))
    case 6: {
      const token = new TextEncoder().encode(tokens[rng.integer(tokens.length)])
      return splice(at, rng.uniform() < 0.5 ? token.length : 0, token)
    }
    default: // a piece of itself elsewhere
      bytes.copyWithin(at, rng.integer(bytes.length), rng.integer(bytes.length))
      return bytes
  }
}

const tricks = ['../', '..\\', '/etc', 'C:\\a', 'a/..', '\0\0\0', '//x']

/** A header that lies: a ZIP's sizes, methods, places and names, or the lengths and shapes of a safetensors file. */
function lie(bytes: Uint8Array, rng: Rng): Uint8Array {
  const view = new DataView(bytes.buffer)
  const choose = <T>(from: readonly T[]): T => from[rng.integer(from.length)]!
  if (bytes[0] === 0x50) {
    const headers: number[] = []
    for (let at = 0; at + 46 < bytes.length; at++)
      if (bytes[at] === 0x50 && view.getUint32(at, true) === 0x02014b50) headers.push(at)
    if (headers.length === 0) return bytes
    const at = choose(headers)
    if (rng.uniform() < 0.3) {
      const name = new TextEncoder().encode(choose(tricks))
      bytes.set(name.subarray(0, bytes.length - at - 46), at + 46)
      return bytes
    }
    // Where 10 GB would stand in ZIP64, the old field has all bits set.
    const value = choose([0, 1, 0x7fffffff, 0xffffffff, 0xfffffff0, 0x20000000, 100_000_000, bytes.length])
    const field = choose([8, 10, 20, 24, 28, 42])
    view.setUint32(at + field, value, true)
    if (field === 24 && rng.uniform() < 0.5) view.setUint32(at + 20, value, true)
    return bytes
  }
  if (rng.uniform() < 0.3) {
    view.setBigUint64(0, choose([10_000_000_000n, 0xffff_ffff_ffff_ffffn, 2n ** 53n, 0n, 1n]), true)
    return bytes
  }
  const text = new TextDecoder('latin1').decode(bytes.subarray(8, 3000))
  const numbers = [...text.matchAll(/\d+/g)]
  if (numbers.length === 0) return bytes
  const number = choose(numbers)
  const lies = ['10000000000', '99999999999999999999', '0', '-1', '1e300']
  const claim = choose(lies).slice(0, number[0].length)
  bytes.set(new TextEncoder().encode(claim), 8 + number.index)
  return bytes
}

it(`reads ${total} damaged files or says why not, each within a second`, () => {
  const outcomes = { read: 0, refused: 0 }
  const before = process.memoryUsage.rss()
  for (let i = 0; i < total; i++) {
    const rng = Rng.stream(i, 'fuzz')
    const { file, read } = seeds[i % seeds.length]!
    let bytes: Uint8Array = file.slice()
    if (i % 3 === 0) bytes = lie(bytes, rng)
    else
      for (let damage = 1 + rng.integer(3); damage > 0 && bytes.length; damage--) bytes = mutate(bytes, rng)
    const time = cpuTime(() => {
      try {
        read(bytes)
        outcomes.read++
      } catch (error) {
        if (!(error instanceof FormatError)) throw new Error(`File ${i} of the fuzz`, { cause: error })
        expect(error.message).toMatch(/^[^\n]{10,300}\.$/)
        outcomes.refused++
      }
    })
    if (time > 1000) throw new Error(`File ${i} of the fuzz took longer than a second.`)
  }
  expect(outcomes.refused).toBeGreaterThan(total / 3)
  expect(outcomes.read).toBeGreaterThan(0)
  expect(process.memoryUsage.rss() - before).toBeLessThan(512 * 2 ** 20)
})
