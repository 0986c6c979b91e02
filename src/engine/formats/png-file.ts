import { strToU8, zlibSync } from 'fflate'
import { crc32 } from './crc32'

/** Rows of pixels, each of 1 (grey), 2 (grey, alpha), 3 (RGB) or 4 (RGBA) bytes. */
export interface Raster {
  width: number
  height: number
  channels: 1 | 2 | 3 | 4
  data: Uint8Array
}

const colourTypes = { 1: 0, 2: 4, 3: 2, 4: 6 } as const

/**
 * PNG (W3C recommendation, third edition): signature, then chunks of length · type · data · CRC-32 over type and data.
 * IHDR: width, height, 8 bits, colour type; IDAT: the rows under zlib, each after its filter byte, here always 0. `xmp` is
 * a packet to carry along (iTXt under the keyword that XMP, part 3, gives it).
 */
export function encodePng({ width, height, channels, data }: Raster, xmp?: string): Uint8Array {
  const stride = width * channels
  const rows = new Uint8Array(height * (stride + 1))
  for (let y = 0; y < height; y++) rows.set(data.subarray(y * stride, (y + 1) * stride), y * (stride + 1) + 1)
  const header = new Uint8Array(13)
  const view = new DataView(header.buffer)
  view.setUint32(0, width)
  view.setUint32(4, height)
  header.set([8, colourTypes[channels], 0, 0, 0], 8)
  const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
  const chunks = [
    chunk('IHDR', header),
    // Keyword, not compressed, no language and no translated keyword, each ended by a zero byte; then the text.
    ...(xmp ? [chunk('iTXt', strToU8(`XML:com.adobe.xmp\0\0\0\0\0${xmp}`))] : []),
    chunk('IDAT', zlibSync(rows, { level: 9 })),
    chunk('IEND', new Uint8Array()),
  ]
  return concatenate([signature, ...chunks])
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(data.length + 12)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, data.length)
  bytes.set(strToU8(type), 4)
  bytes.set(data, 8)
  view.setUint32(data.length + 8, crc32(bytes.subarray(4, data.length + 8)))
  return bytes
}

function concatenate(parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((total, part) => total + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
