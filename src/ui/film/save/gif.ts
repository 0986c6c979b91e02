import { applyPalette, GIFEncoder, quantize } from 'gifenc'
import { syntheticMark } from '../../../protocol/mark'
import type { Pixels } from '../../canvas/image-grid'

/** An endless GIF89a, `delay` milliseconds a picture, that says in XMP that a model made it. */
export async function encodeGif(
  pictures: Iterable<Pixels>,
  delay: number,
  drawn: () => void,
): Promise<Uint8Array> {
  const gif = GIFEncoder()
  for (const { width, height, data } of pictures) {
    const palette = quantize(data, 256)
    gif.writeFrame(applyPalette(data, palette), width, height, { palette, delay, repeat: 0 })
    drawn()
  }
  gif.finish()
  return withMark(gif.bytes())
}

/**
 * XMP in GIF (XMP specification, part 3): an application extension whose data is the packet as it is, and a trailer that
 * leads a reader which takes the text for sub-blocks safely to the end. It stands before the file's last byte.
 */
function withMark(file: Uint8Array): Uint8Array {
  const text = new TextEncoder()
  const trailer = Uint8Array.from({ length: 258 }, (_, i) => (i === 0 ? 1 : i < 257 ? 256 - i : 0))
  const parts = [
    file.subarray(0, -1),
    Uint8Array.of(0x21, 0xff, 11),
    text.encode('XMP DataXMP'),
    text.encode(syntheticMark),
    trailer,
    file.subarray(-1),
  ]
  return joined(parts)
}

export function joined(parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((total, { length }) => total + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
