import {
  BufferTarget,
  CanvasSource,
  canEncodeVideo,
  Mp4OutputFormat,
  Output,
  QUALITY_HIGH,
  WebMOutputFormat,
} from 'mediabunny'
import { syntheticMark } from '../../../protocol/mark'
import type { Pixels } from '../../canvas/image-grid'
import type { VideoChoice } from './codecs'
import { joined } from './gif'

/** An MP4 or a WebM by the browser's own encoder (WebCodecs). Rejects with a sentence where it cannot. */
export async function encodeVideo(
  { kind, codec }: VideoChoice,
  pictures: Iterable<Pixels>,
  delay: number,
  drawn: () => void,
): Promise<Uint8Array> {
  const target = new BufferTarget()
  const format = kind === 'mp4' ? new Mp4OutputFormat() : new WebMOutputFormat()
  const output = new Output({ format, target })
  // Matroska has no place of its own for XMP: a tag holds the packet.
  if (kind === 'webm') output.setMetadataTags({ raw: { XMP: syntheticMark } })
  let canvas: OffscreenCanvas | null = null
  let source: CanvasSource | null = null
  let at = 0
  for (const { width, height, data } of pictures) {
    if (!canvas || !source) {
      if (!(await canEncodeVideo(codec, { width, height })))
        throw new Error('This browser has no encoder for video of this size. Save a GIF instead.')
      canvas = new OffscreenCanvas(width, height)
      canvas.getContext('2d')
      source = new CanvasSource(canvas, { codec, bitrate: QUALITY_HIGH })
      output.addVideoTrack(source)
      await output.start()
    }
    canvas.getContext('2d')!.putImageData(new ImageData(data, width, height), 0, 0)
    await source.add(at / 1000, delay / 1000)
    at += delay
    drawn()
  }
  await output.finalize()
  const file = new Uint8Array(target.buffer!)
  return kind === 'mp4' ? withMark(file) : file
}

const xmpId = 'be7acfcb97a942e89c71999491e3afac'

/** XMP in MP4 (XMP specification, part 3): a top-level `uuid` box with Adobe's id. */
export function withMark(file: Uint8Array): Uint8Array {
  const packet = new TextEncoder().encode(syntheticMark)
  const head = new Uint8Array(24)
  new DataView(head.buffer).setUint32(0, head.length + packet.length)
  head.set(new TextEncoder().encode('uuid'), 4)
  head.set(
    xmpId.match(/../g)!.map((byte) => Number.parseInt(byte, 16)),
    8,
  )
  return joined([file, head, packet])
}
