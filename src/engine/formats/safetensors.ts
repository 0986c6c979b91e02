import { strToU8 } from 'fflate'
import * as z from 'zod'
import { damaged, maxBytes, quote } from './format'
import { checked, parseJson } from './json'

/** An array with a shape; `[]` is a scalar, and a dimension may be 0. */
export interface NamedArray {
  shape: readonly number[]
  data: Float32Array | Float64Array
}

export interface Safetensors {
  metadata: Map<string, string>
  tensors: Map<string, NamedArray>
}

/*
 * The safetensors format (https://github.com/huggingface/safetensors, "Format"), all little-endian as every machine
 * that runs a browser is:
 *
 *   8 bytes   N, the header's length, unsigned 64-bit
 *   N bytes   JSON: {"__metadata__": {string: string}, "<name>": {"dtype", "shape", "data_offsets": [begin, end]}, …};
 *             begins with "{", may end in spaces
 *   the rest  the tensors' bytes, C order; offsets count from here, and tile the rest without gap or overlap
 */
const kind = 'safetensors file'
const maxTensors = 10_000
const bytesOf = { F64: 8, F32: 4, F16: 2, BF16: 2 } as const

const entrySchema = z.strictObject({
  dtype: z.enum(['F64', 'F32', 'F16', 'BF16']),
  shape: z.array(z.int().min(0)).max(16),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
})
const metadataSchema = z.record(z.string(), z.string())

/**
 * The same tensors and metadata give the same bytes, whatever their order: F64 before F32 and then by name, so that
 * with the header padded to 8 bytes every tensor is aligned to its type.
 */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, NamedArray>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const sorted = [...tensors].sort(
    ([a, x], [b, y]) => y.data.BYTES_PER_ELEMENT - x.data.BYTES_PER_ELEMENT || (a < b ? -1 : 1),
  )
  // Written member by member: an object would put names such as "10" first and could not hold "__proto__".
  const members: string[] = []
  const member = (name: string, value: unknown) => {
    if (name === '__proto__' || /\p{Surrogate}/u.test(name))
      throw new Error(`${quote(name)} cannot be a name.`)
    members.push(`${JSON.stringify(name)}:${JSON.stringify(value)}`)
  }
  const pairs = Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1))
  if (pairs.length) member('__metadata__', Object.fromEntries(pairs))
  let offset = 0
  for (const [name, { shape, data }] of sorted) {
    if (name === '__metadata__' || data.length !== shape.reduce((total, size) => total * size, 1))
      throw new Error(`${quote(name)} is no tensor of shape [${shape}].`)
    const dtype = data instanceof Float64Array ? 'F64' : 'F32'
    member(name, { dtype, shape, data_offsets: [offset, offset + data.byteLength] })
    offset += data.byteLength
  }
  const json = strToU8(`{${members.join()}}`)
  const start = 8 + Math.ceil(json.length / 8) * 8
  const file = new Uint8Array(start + offset).fill(0x20, 8, start)
  new DataView(file.buffer).setUint32(0, start - 8, true)
  file.set(json, 8)
  let at = start
  for (const [, { data }] of sorted) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at)
    at += data.byteLength
  }
  return file
}

/** Whether the bytes begin as a safetensors file does. */
export function looksLikeSafetensors(bytes: Uint8Array): boolean {
  return bytes.length > 8 && bytes[6] === 0 && bytes[7] === 0 && bytes[8] === 0x7b
}

/** Throws `FormatError` on anything but a file that keeps every rule above. F16 and BF16 become float32. */
export function decodeSafetensors(bytes: Uint8Array): Safetensors {
  if (bytes.length > maxBytes) throw damaged(kind, 'it is larger than 512 MB')
  if (bytes.length < 8) throw damaged(kind, 'it ends before its header')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const headerLength = view.getUint32(4, true) * 2 ** 32 + view.getUint32(0, true)
  const body = bytes.subarray(8)
  if (headerLength > body.length)
    throw damaged(kind, `its header claims ${headerLength.toLocaleString('en')} bytes, more than there are`)
  if (body[0] !== 0x7b) throw damaged(kind, 'its header is not a JSON object')
  const header = checked(
    z.record(z.string(), z.unknown()),
    parseJson(body.subarray(0, headerLength), kind),
    kind,
  )
  const { __metadata__ = {}, ...listed } = header
  const metadata = new Map(Object.entries(checked(metadataSchema, __metadata__, kind)))
  const names = Object.keys(listed)
  if (names.length > maxTensors) throw damaged(kind, `it lists ${names.length} tensors`)

  const entries = names.map((name) => ({ name, ...checked(entrySchema, listed[name], kind) }))
  const data = body.subarray(headerLength)
  checkTiling(entries, data.length)
  return {
    metadata,
    tensors: new Map(
      entries.map(({ name, dtype, shape, data_offsets: [begin, end] }) => [
        name,
        { shape, data: toFloats(dtype, data.subarray(begin, end)) },
      ]),
    ),
  }
}

type Entry = z.infer<typeof entrySchema> & { name: string }

/** Each tensor as long as its shape says, one after the other, up to the end of the file: nothing is allocated before. */
function checkTiling(entries: Entry[], length: number): void {
  for (const { name, dtype, shape, data_offsets } of entries) {
    const expected = shape.reduce((total, size) => total * size, bytesOf[dtype])
    const given = data_offsets[1] - data_offsets[0]
    if (expected !== given)
      throw damaged(
        kind,
        `${quote(name)} has ${given} bytes, but ${dtype} [${shape.slice(0, 8)}] takes ${expected}`,
      )
  }
  let end = 0
  const order = entries.toSorted(({ data_offsets: a }, { data_offsets: b }) => a[0] - b[0] || a[1] - b[1])
  for (const { name, data_offsets } of order) {
    if (data_offsets[0] !== end)
      throw damaged(kind, `${quote(name)} overlaps another tensor or leaves a gap before it`)
    end = data_offsets[1]
  }
  if (end > length) throw damaged(kind, `its tensors take ${end} bytes, but only ${length} are there`)
  if (end < length) throw damaged(kind, `${length - end} bytes at its end belong to no tensor`)
}

function toFloats(dtype: Entry['dtype'], bytes: Uint8Array): Float32Array | Float64Array {
  const copy = new Uint8Array(bytes.length) // a typed array must begin at a multiple of its element's size
  copy.set(bytes)
  if (dtype === 'F64') return new Float64Array(copy.buffer)
  if (dtype === 'F32') return new Float32Array(copy.buffer)
  return Float32Array.from(new Uint16Array(copy.buffer), dtype === 'F16' ? halfToFloat : brainToFloat)
}

/** IEEE 754 binary16: sign, 5 bits of exponent, 10 of fraction. */
function halfToFloat(bits: number): number {
  const [sign, exponent, fraction] = [bits & 0x8000 ? -1 : 1, (bits >> 10) & 31, bits & 1023]
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY
  return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : 2 ** -24 * fraction)
}

/** bfloat16: the upper half of a float32. */
function brainToFloat(bits: number): number {
  return new Float32Array(Uint32Array.of(bits << 16).buffer)[0]!
}
