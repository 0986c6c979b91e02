import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FormatError } from '../../../src/engine/core/errors'
import {
  decodeSafetensors,
  encodeSafetensors,
  type NamedArray,
} from '../../../src/engine/formats/safetensors'
import { expectFormatError } from './hostile'

/** A file from its parts: the header's text, the tensors' bytes, and the length that it claims for the header. */
function file(header: string | object, body: Uint8Array | number = 0, claimed?: bigint): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header))
  const data = typeof body === 'number' ? new Uint8Array(body) : body
  const bytes = new Uint8Array(8 + text.length + data.length)
  new DataView(bytes.buffer).setBigUint64(0, claimed ?? BigInt(text.length), true)
  bytes.set(text, 8)
  bytes.set(data, 8 + text.length)
  return bytes
}
const entry = (shape: unknown, begin: unknown, end: unknown, dtype: unknown = 'F32') => ({
  dtype,
  shape,
  data_offsets: [begin, end],
})

const array: fc.Arbitrary<NamedArray> = fc
  .tuple(fc.array(fc.nat(4), { maxLength: 4 }), fc.boolean())
  .chain(([shape, double]) => {
    const size = shape.reduce((total, side) => total * side, 1)
    const sized = { minLength: size, maxLength: size }
    return (double ? fc.float64Array(sized) : fc.float32Array(sized)).map((data) => ({ shape, data }))
  })
const name = fc
  .string({ unit: 'grapheme', maxLength: 20 })
  .filter((text) => text !== '__proto__' && text !== '__metadata__')

describe('a file written by hand', () => {
  // a: float32 [2, 2] = 1, 2, 3, 4; b: float64 scalar = 0.5; c: float32 [0]; half and brain floats = 1.5.
  const header =
    '{"__metadata__":{"by":"hand"},"b":{"dtype":"F64","shape":[],"data_offsets":[0,8]},' +
    '"a":{"dtype":"F32","shape":[2,2],"data_offsets":[8,24]},"c":{"dtype":"F32","shape":[0],"data_offsets":[24,24]},' +
    '"h":{"dtype":"F16","shape":[1],"data_offsets":[24,26]},"bf":{"dtype":"BF16","shape":[1],"data_offsets":[26,28]}}   '
  const body =
    '000000000000e03f' + // 0.5
    '0000803f000000400000404000008040' + // 1, 2, 3, 4
    '003e' + // 1.5 as binary16
    'c03f' // 1.5 as bfloat16
  const bytes = file(header, Uint8Array.from(Buffer.from(body, 'hex')))

  it('is read', () => {
    const { metadata, tensors } = decodeSafetensors(bytes)
    expect([...metadata]).toEqual([['by', 'hand']])
    expect(Object.fromEntries(tensors)).toEqual({
      b: { shape: [], data: Float64Array.of(0.5) },
      a: { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) },
      c: { shape: [0], data: new Float32Array(0) },
      h: { shape: [1], data: Float32Array.of(1.5) },
      bf: { shape: [1], data: Float32Array.of(1.5) },
    })
  })

  it('is read from anywhere in a larger buffer', () => {
    const shifted = new Uint8Array(bytes.length + 11)
    shifted.set(bytes, 3)
    expect(decodeSafetensors(shifted.subarray(3, 3 + bytes.length))).toEqual(decodeSafetensors(bytes))
  })

  it('is refused wherever it is cut', () => {
    for (let length = 0; length < bytes.length; length++)
      expectFormatError(() => decodeSafetensors(bytes.subarray(0, length)))
  })
})

it('writes the header byte for byte as the format says', () => {
  const bytes = encodeSafetensors(
    new Map<string, NamedArray>([
      ['b', { shape: [1], data: Float32Array.of(1) }],
      ['a', { shape: [], data: Float64Array.of(0.5) }],
    ]),
    { z: '1', y: '2' },
  )
  const header =
    '{"__metadata__":{"y":"2","z":"1"},"a":{"dtype":"F64","shape":[],"data_offsets":[0,8]},' +
    '"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}'
  const padded = header.padEnd(Math.ceil(header.length / 8) * 8)
  const body = Uint8Array.from(Buffer.from('000000000000e03f0000803f', 'hex'))
  expect(Buffer.from(bytes)).toEqual(Buffer.from(file(padded, body)))
})

it('gives back what it was given, in any order the same bytes', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(name, array), { maxLength: 6, selector: ([key]) => key }),
      fc.dictionary(name, fc.string({ unit: 'grapheme' })),
      (entries, metadata) => {
        const bytes = encodeSafetensors(new Map(entries), metadata)
        const back = decodeSafetensors(bytes)
        expect(new Map([...back.tensors].sort())).toEqual(new Map([...entries].sort()))
        expect(back.metadata).toEqual(new Map(Object.entries(metadata)))
        expect(encodeSafetensors(new Map(entries.toReversed()), metadata)).toEqual(bytes)
      },
    ),
    { numRuns: 200 },
  )
})

it('will not write what it could not read', () => {
  const one = { shape: [1], data: new Float32Array(1) }
  for (const bad of ['__proto__', '__metadata__', '\ud800'])
    expect(() => encodeSafetensors(new Map([[bad, one]]))).toThrow()
  expect(() => encodeSafetensors(new Map([['a', { ...one, shape: [2] }]]))).toThrow()
})

describe('refuses', () => {
  const a = entry([1], 0, 4)
  const nested = (depth: number) => `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`
  const hostile: [string, Uint8Array][] = [
    ['nothing', new Uint8Array()],
    ['less than a length', new Uint8Array(7)],
    ['a header longer than the file', file({ a }, 4, 1000n)],
    ['a header of 10 GB', file({ a }, 4, 10n ** 10n)],
    ['a header of 2^64 − 1 bytes', file({ a }, 4, 2n ** 64n - 1n)],
    ['a header of no bytes', file('', 4)],
    ['a header that ends early', file({ a }, 4, 10n)],
    ['a header that runs into the data', file({ a }, 4, 60n)],
    ['a header that is no object', file('[1]')],
    ['a header that is no JSON', file('{"a" 1}')],
    ['a header that is no UTF-8', file('{}', 0).map((byte, i) => (i === 9 ? 0xff : byte))],
    ['an unclosed string', file('{"a')],
    ['nesting of 100', file(nested(100))],
    ['nesting of 1,000,000', file(nested(1_000_000))],
    [
      'a header of a million bytes of keys',
      file(Object.fromEntries(Array.from({ length: 90_000 }, (_, i) => [`k${i}`, 0]))),
    ],
    ['a header of 5 MB', file(`{${' '.repeat(5e6)}}`)],
    ['a tensor of 10 GB', file({ a: entry([50_000, 50_000], 0, 1e10) }, 4)],
    ['a shape beyond every number', file({ a: entry([2 ** 53 - 1, 2 ** 53 - 1], 0, 4) }, 4)],
    [
      'a shape of nothing times infinity',
      file({
        a: entry(
          Array(16)
            .fill(2 ** 53 - 1)
            .concat(0),
          0,
          0,
        ),
      }),
    ],
    ['a shape that does not fit its bytes', file({ a: entry([2], 0, 4) }, 4)],
    ['offsets out of the file', file({ a: entry([2], 0, 8) }, 4)],
    ['offsets that run backwards', file({ a: entry([1], 4, 0) }, 4)],
    ['offsets below zero', file({ a: entry([1], -4, 0) }, 4)],
    ['overlapping tensors', file({ a, b: entry([1], 0, 4) }, 4)],
    ['tensors that overlap by half', file({ a: entry([2], 0, 8), b: entry([2], 4, 12) }, 12)],
    ['a gap', file({ a, b: entry([1], 8, 12) }, 12)],
    ['bytes left over', file({ a }, 8)],
    ['a name twice', file(`{"a":${JSON.stringify(a)},"a":${JSON.stringify(a)}}`, 4)],
    ['a name twice, once escaped', file(`{"a":${JSON.stringify(a)},"\\u0061":${JSON.stringify(a)}}`, 4)],
    ['__proto__', file(`{"__proto__":${JSON.stringify(a)}}`, 4)],
    ['__proto__, escaped', file(`{"__\\u0070roto__":${JSON.stringify(a)}}`, 4)],
    ['metadata that are no strings', file({ __metadata__: { a: 1 } })],
    ['metadata that are no object', file({ __metadata__: [] })],
    ['a dtype that does not exist', file({ a: entry([1], 0, 4, 'F31') }, 4)],
    ['integers', file({ a: entry([1], 0, 4, 'I32') }, 4)],
    ['an entry too much', file({ a: { ...a, extra: 1 } }, 4)],
    [
      '20,000 tensors',
      file(Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [i, entry([0], 0, 0)]))),
    ],
    ...['x', null, 1, true, [], {}, [1], [1.5, 2], ['0', '4'], [0, 4, 8], [0, 1e300]].map(
      (wrong): [string, Uint8Array] => [
        `${JSON.stringify(wrong)} as offsets`,
        file({ a: { dtype: 'F32', shape: [1], data_offsets: wrong } }, 4),
      ],
    ),
    ...['x', null, 1, {}, [1.5], [-1], ['1'], [null], [[1]], Array(100).fill(1)].map(
      (wrong): [string, Uint8Array] => [
        `${JSON.stringify(wrong).slice(0, 20)} as shape`,
        file({ a: entry(wrong, 0, 4) }, 4),
      ],
    ),
    ...['x', null, 1, true, []].map((wrong): [string, Uint8Array] => [
      `${JSON.stringify(wrong)} as an entry`,
      file({ a: wrong }),
    ]),
  ]

  it.each(hostile)('%s', (_, bytes) => {
    expectFormatError(() => decodeSafetensors(bytes))
  })

  it('a file beyond 512 MB, unread', () => {
    // A view that claims its size: nothing of it may be touched.
    const huge = new Proxy(new Uint8Array(), {
      get: (target, key) => {
        if (key !== 'length') throw new Error('It was read.')
        return 2 ** 30 + target.length
      },
    })
    expect(() => decodeSafetensors(huge)).toThrow(FormatError)
  })
})
