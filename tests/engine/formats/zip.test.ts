import * as fc from 'fast-check'
import { deflateSync, unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { crc32 } from '../../../src/engine/formats/crc32'
import { readZip, writeZip } from '../../../src/engine/formats/zip'
import { expectFormatError } from './hostile'

interface Part {
  name?: string | Uint8Array
  data?: Uint8Array
  method?: number
  flags?: number
  /** What the headers claim, where it is not the truth. */
  size?: number
  packed?: number
  crc?: number
  offset?: number
}

/** A ZIP put together by hand, so that every field can lie. */
function archive(
  parts: Part[],
  end: { count?: number; offset?: number; disk?: number; comment?: number } = {},
) {
  const chunks: Buffer[] = []
  const central: Buffer[] = []
  let at = 0
  const push = (bytes: Uint8Array) => {
    chunks.push(Buffer.from(bytes))
    at += bytes.length
  }
  for (const part of parts) {
    const data = part.data ?? new Uint8Array([1, 2, 3])
    const name = Buffer.from((part.name ?? 'a') as string)
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE(part.flags ?? 0, 2)
    fields.writeUInt16LE(part.method ?? 0, 4)
    fields.writeUInt32LE(part.crc ?? crc32(data), 10)
    fields.writeUInt32LE(part.packed ?? data.length, 14)
    fields.writeUInt32LE(part.size ?? data.length, 18)
    fields.writeUInt16LE(name.length, 22)
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(part.offset ?? at, 10)
    central.push(Buffer.from('504b01021400', 'hex'), fields, tail, name)
    push(Buffer.concat([Buffer.from('504b0304', 'hex'), fields, name, data]))
  }
  const directory = Buffer.concat(central)
  const record = Buffer.alloc(22)
  record.writeUInt32LE(0x06054b50, 0)
  record.writeUInt16LE(end.disk ?? 0, 4)
  record.writeUInt16LE(end.count ?? parts.length, 8)
  record.writeUInt16LE(end.count ?? parts.length, 10)
  record.writeUInt32LE(directory.length, 12)
  record.writeUInt32LE(end.offset ?? at, 16)
  record.writeUInt16LE(end.comment ?? 0, 20)
  return new Uint8Array(Buffer.concat([...chunks, directory, record]))
}

const readAll = (bytes: Uint8Array, limit = 2 ** 26) =>
  new Map([...readZip(bytes)].map(([name, entry]) => [name, entry.read(limit)]))

it('gives back what it was given, in any order the same bytes, readable by others', () => {
  const name = fc.stringMatching(/^[a-z0-9_.-]{1,8}(\/[a-z0-9_.-]{1,8})?\.(json|bin|txt)$/)
  const files = fc.uniqueArray(
    fc.tuple(
      name.filter((text) => !text.startsWith('.')),
      fc.uint8Array({ maxLength: 300 }),
    ),
    {
      maxLength: 5,
      selector: ([key]) => key,
    },
  )
  fc.assert(
    fc.property(files, (entries) => {
      fc.pre(entries.every(([key]) => key.split('/').every((segment) => !/^\.+$/.test(segment))))
      const bytes = writeZip(new Map(entries))
      expect(writeZip(new Map(entries.toReversed()))).toEqual(bytes)
      const plain = (map: Iterable<[string, Uint8Array]>) =>
        new Map([...map].sort().map(([key, value]) => [key, [...value]]))
      expect(plain(readAll(bytes))).toEqual(plain(entries))
      expect(plain(Object.entries(unzipSync(bytes)))).toEqual(plain(entries))
    }),
    { numRuns: 100 },
  )
})

it('reads an archive made by hand, with a comment and a folder', () => {
  const packed = deflateSync(new Uint8Array(5000))
  const bytes = archive(
    [
      { name: 'sub/', data: new Uint8Array() },
      { name: 'sub/zeros', data: packed, method: 8, size: 5000, crc: crc32(new Uint8Array(5000)) },
    ],
    { comment: 4 },
  )
  expect(readAll(new Uint8Array([...bytes, 1, 2, 3, 4]))).toEqual(
    new Map([['sub/zeros', new Uint8Array(5000)]]),
  )
})

it('knows the checksum of "123456789"', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926)
})

describe('refuses', () => {
  const zeros = deflateSync(new Uint8Array(5000))
  const bomb = deflateSync(new Uint8Array(60_000_000))
  const hostile: [string, () => Uint8Array][] = [
    ['nothing', () => new Uint8Array()],
    ['the magic alone', () => Uint8Array.of(0x50, 0x4b, 3, 4)],
    ['an end record that points outside', () => archive([{}], { offset: 4_000_000_000 })],
    ['several disks', () => archive([{}], { disk: 1 })],
    ['more files than the directory has', () => archive([{}], { count: 2 })],
    ['thousands of files', () => archive(Array.from({ length: 5000 }, (_, i) => ({ name: `${i}` })))],
    ['65,535 files, claimed', () => archive([{}], { count: 65535 })],
    ['a file twice', () => archive([{}, {}])],
    ['files that share bytes', () => archive([{ name: 'a' }, { name: 'b', offset: 0 }])],
    ['a local header that is none', () => archive([{ offset: 7 }])],
    ['a local header outside', () => archive([{ offset: 4_000_000_000 }])],
    ['data cut short', () => archive([{ packed: 1000, size: 1000 }])],
    ['encryption', () => archive([{ flags: 1 }])],
    ['another method', () => archive([{ method: 14 }])],
    ['a stored file of two sizes', () => archive([{ size: 10_000 }])],
    ['a declared bomb', () => archive([{ data: zeros, method: 8, size: 4_000_000_000 }])],
    [
      'a bomb in many files',
      () =>
        archive(
          Array.from({ length: 100 }, (_, i) => ({
            name: `${i}`,
            data: bomb.subarray(0, 30_000),
            method: 8,
            size: 3e7,
          })),
        ),
    ],
    ['a bomb that claims to be small', () => archive([{ data: bomb, method: 8, size: 100 }])],
    ['a file smaller than it claims', () => archive([{ data: zeros, method: 8, size: 5001 }])],
    ['a wrong checksum', () => archive([{ crc: 1 }])],
    [
      'data that are not deflate',
      () => archive([{ data: new Uint8Array(100).fill(255), method: 8, size: 100 }]),
    ],
    ['deflate cut short', () => archive([{ data: zeros.subarray(0, 5), method: 8, size: 5000 }])],
    ...[
      '../a',
      'a/../../b',
      '/etc/passwd',
      'a\\..\\b',
      'C:/a',
      'C:a',
      'a\0b',
      'a//b',
      './a',
      '..',
      'a/./b',
      '\u202etxt',
      '__proto__',
      'a'.repeat(300),
      '',
      Uint8Array.of(0xff, 0xfe),
    ].map((name): [string, () => Uint8Array] => [
      `the name ${JSON.stringify(name).slice(0, 30)}`,
      () => archive([{ name }]),
    ]),
  ]

  it.each(hostile)('%s', (_, make) => {
    const bytes = make()
    expectFormatError(() => readAll(bytes))
  })

  it('to unpack more than the caller has use for', () => {
    const bytes = archive([{ data: zeros, method: 8, size: 5000, crc: crc32(new Uint8Array(5000)) }])
    expectFormatError(() => readAll(bytes, 4999))
    expect(readAll(bytes, 5000).size).toBe(1)
  })

  it('an archive wherever it is cut', () => {
    const bytes = archive([{ name: 'one' }, { name: 'two', data: zeros, method: 8, size: 5000 }])
    for (let length = 0; length < bytes.length; length++)
      expectFormatError(() => readAll(bytes.subarray(0, length)))
  })
})
