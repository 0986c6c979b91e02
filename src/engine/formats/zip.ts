import { Inflate, strFromU8, zipSync } from 'fflate'
import { FormatError } from '../core/errors'
import { crc32 } from './crc32'
import { damaged, maxBytes, quote } from './format'

const kind = 'ZIP file'
const maxEntries = 256
/** Packed bytes that are inflated at a time. */
const portion = 4096

/** A file in an archive. Nothing of it is unpacked until `read`. */
export interface ZipEntry {
  name: string
  /** Its size unpacked, as the archive declares it. */
  size: number
  /** Its bytes, just `size` of them. Throws `FormatError`, with nothing unpacked, where they would be more than `limit`. */
  read(limit: number): Uint8Array
}

/** The same files give the same bytes: fixed date, names in order. Weights do not compress, so `.bin` is stored. */
export function writeZip(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1))
  return zipSync(
    Object.fromEntries(
      sorted.map(([name, bytes]) => [name, [bytes, { level: /\.(json|txt|md)$/.test(name) ? 6 : 0 }]]),
    ),
    { mtime: new Date(1980, 0, 1) }, // local time, which is also what a ZIP holds: the same in every zone
  )
}

/** Whether the bytes begin as a ZIP file does ("PK", also that of an empty one). */
export function looksLikeZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5)
}

/**
 * Reads the list of files from the central directory (PKWARE's APPNOTE.TXT 6.3, § 4.3):
 *
 *   [local header · name · extra · data] …  [central header · name · extra · comment] …  end record · comment
 *
 * Throws `FormatError` on what we have no use for (ZIP64, encryption, several disks, methods other than stored and
 * deflate) and on every known trick: sizes or counts beyond our limits, a ratio deflate cannot reach, files that share
 * bytes, names that leave the folder or occur twice.
 */
export function readZip(bytes: Uint8Array): Map<string, ZipEntry> {
  if (bytes.length > maxBytes) throw damaged(kind, 'it is larger than 512 MB')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = endRecord(view)
  const disks = view.getUint32(end + 4, true)
  const count = view.getUint16(end + 10, true)
  const directory = view.getUint32(end + 16, true)
  if (disks !== 0 || count !== view.getUint16(end + 8, true)) throw damaged(kind, 'it spans several disks')
  if (count > maxEntries) throw damaged(kind, `it holds ${count.toLocaleString('en')} files`)
  if (directory + view.getUint32(end + 12, true) !== end)
    throw damaged(kind, 'its directory is not in its place')

  const entries = new Map<string, ZipEntry>()
  const spans: [start: number, end: number][] = []
  let total = 0
  let at = directory
  for (let i = 0; i < count; i++) {
    if (at + 46 > end || view.getUint32(at, true) !== 0x02014b50)
      throw damaged(kind, 'its directory is cut short')
    const header = centralHeader(view, at)
    const next = at + 46 + header.nameLength + header.tail
    if (next > end) throw damaged(kind, 'its directory is cut short')
    const name = entryName(bytes.subarray(at + 46, at + 46 + header.nameLength))
    at = next
    if (name.endsWith('/')) continue // a folder
    if (entries.has(name)) throw damaged(kind, `it holds ${quote(name)} twice`)
    total += header.size
    if (total > maxBytes) throw damaged(kind, 'unpacked it would be larger than 512 MB')
    const data = packedData(bytes, view, header, directory, name)
    spans.push([header.offset, data.byteOffset - bytes.byteOffset + data.length])
    const { size } = header
    entries.set(name, {
      name,
      size,
      read(limit) {
        if (size > limit) throw damaged(kind, `${quote(name)} would take ${size.toLocaleString('en')} bytes`)
        return unpack(name, header, data)
      },
    })
  }
  spans.sort(([a], [b]) => a - b)
  if (spans.some(([start], i) => i > 0 && start < spans[i - 1]![1]))
    throw damaged(kind, 'files in it share bytes')
  return entries
}

/** Where the end record stands: at the end, before a comment of at most 65,535 bytes. */
function endRecord(view: DataView): number {
  for (let at = view.byteLength - 22; at >= Math.max(0, view.byteLength - 22 - 65535); at--) {
    if (view.getUint32(at, true) !== 0x06054b50) continue
    if (at + 22 + view.getUint16(at + 20, true) === view.byteLength) return at
  }
  throw damaged(kind, 'its directory is missing, as if the file was cut short')
}

type Header = ReturnType<typeof centralHeader>

function centralHeader(view: DataView, at: number) {
  return {
    flags: view.getUint16(at + 8, true),
    method: view.getUint16(at + 10, true),
    crc: view.getUint32(at + 16, true),
    packed: view.getUint32(at + 20, true),
    size: view.getUint32(at + 24, true),
    nameLength: view.getUint16(at + 28, true),
    tail: view.getUint16(at + 30, true) + view.getUint16(at + 32, true),
    offset: view.getUint32(at + 42, true),
  }
}

/** A relative path in plain segments. We write nothing to a disk, but a name that tries is no model's. */
function entryName(bytes: Uint8Array): string {
  const name = strFromU8(bytes)
  const segments = name.replace(/\/$/, '').split('/')
  const sound =
    bytes.length <= 255 &&
    !/[\p{C}\\:\uFFFD]/u.test(name) &&
    segments.every((segment) => !['', '.', '..', '__proto__'].includes(segment))
  if (!sound) throw damaged(kind, `it holds a file under the name ${quote(name)}`)
  return name
}

function packedData(
  bytes: Uint8Array,
  view: DataView,
  header: Header,
  limit: number,
  name: string,
): Uint8Array {
  const { flags, method, offset, packed, size } = header
  if (flags & 0x2041) throw damaged(kind, `${quote(name)} is encrypted`)
  if (method !== 0 && method !== 8)
    throw damaged(kind, `${quote(name)} is packed in a way that is not deflate`)
  // Deflate spends at least two bits on 258 bytes, so a declared size beyond 1032 to 1 is a lie.
  if (method === 0 ? size !== packed : size > packed * 1032)
    throw damaged(kind, `${quote(name)} claims a size that it cannot have`)
  if (offset + 30 > limit || view.getUint32(offset, true) !== 0x04034b50)
    throw damaged(kind, `${quote(name)} is not where the directory says`)
  const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true)
  if (start + packed > limit) throw damaged(kind, `${quote(name)} is cut short`)
  return bytes.subarray(start, start + packed)
}

function unpack(name: string, { method, size, crc }: Header, data: Uint8Array): Uint8Array {
  const content = method === 0 ? data : inflateBounded(name, data, size)
  if (crc32(content) !== crc) throw damaged(kind, `${quote(name)} is damaged: its checksum differs`)
  return content
}

/** Inflates in small portions, so that data which holds more than was declared is dropped after 4 MB at most. */
function inflateBounded(name: string, data: Uint8Array, size: number): Uint8Array {
  const content = new Uint8Array(size)
  let filled = 0
  const wrong = () => damaged(kind, `${quote(name)} does not have the size that it claims`)
  const inflate = new Inflate((chunk) => {
    if (filled + chunk.length > size) throw wrong()
    content.set(chunk, filled)
    filled += chunk.length
  })
  try {
    for (let at = 0; at < data.length; at += portion)
      inflate.push(data.subarray(at, at + portion), at + portion >= data.length)
  } catch (error) {
    if (error instanceof FormatError) throw error
    throw damaged(kind, `${quote(name)} cannot be unpacked`, error)
  }
  if (filled !== size) throw wrong()
  return content
}
