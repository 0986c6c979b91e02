import { strFromU8, unzlibSync } from 'fflate'
import { beforeAll, describe, expect, it } from 'vitest'
import { families } from '../../../src/engine/families'
import { crc32 } from '../../../src/engine/formats/crc32'
import { imageGrid, png } from '../../../src/engine/formats/png'
import { encodePng } from '../../../src/engine/formats/png-file'
import { scatter } from '../../../src/engine/formats/scatter'
import { useCpu } from '../../support/tfjs'
import { tinyImages, tinyPoints } from '../../support/tiny-data'
import { tinyRun } from '../../support/tiny-run'
import { sourceOf } from './runs'

beforeAll(useCpu)

/** The least of a PNG reader: checks signature, lengths and checksums; filter 0 only. */
function decodePng(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  expect([...bytes.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10])
  const chunks: Record<string, Uint8Array> = {}
  let at = 8
  while (at < bytes.length) {
    const length = view.getUint32(at)
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    expect(view.getUint32(at + 8 + length)).toBe(crc32(bytes.subarray(at + 4, at + 8 + length)))
    chunks[type] = bytes.subarray(at + 8, at + 8 + length)
    at += 12 + length
  }
  expect(Object.keys(chunks).filter((type) => type !== 'iTXt')).toEqual(['IHDR', 'IDAT', 'IEND'])
  const header = new DataView(chunks.IHDR!.buffer, chunks.IHDR!.byteOffset)
  const [width, height] = [header.getUint32(0), header.getUint32(4)]
  const colourType = chunks.IHDR![9]!
  expect(chunks.IHDR![8]).toBe(8)
  const channels = { 0: 1, 2: 3, 4: 2, 6: 4 }[colourType]!
  const rows = unzlibSync(chunks.IDAT!)
  expect(rows.length).toBe(height * (width * channels + 1))
  const data = new Uint8Array(width * height * channels)
  for (let y = 0; y < height; y++) {
    const start = y * (width * channels + 1)
    expect(rows[start]).toBe(0)
    data.set(rows.subarray(start + 1, start + 1 + width * channels), y * width * channels)
  }
  return { width, height, channels, data, ...(chunks.iTXt && { text: strFromU8(chunks.iTXt) }) }
}

describe('PNG', () => {
  it.each([1, 2, 3, 4] as const)('holds every byte, with %i channels', (channels) => {
    const raster = {
      width: 3,
      height: 2,
      channels,
      data: Uint8Array.from({ length: 6 * channels }, (_, i) => i * 9),
    }
    expect(decodePng(encodePng(raster))).toEqual(raster)
    expect(encodePng(raster)).toEqual(encodePng(raster))
  })

  it.each([1, 3] as const)('has the very bytes of ten images of %i channels, eight in a row', (colours) => {
    const [height, width] = [3, 2]
    const size = height * width * colours
    const data = Uint8Array.from({ length: 10 * size }, (_, i) => (i * 31) % 256)
    const grid = imageGrid({ shape: [10, height, width, colours], data })
    expect([grid.width, grid.height, grid.channels]).toEqual([8 * 3 - 1, 2 * 4 - 1, colours + 1])
    let opaque = 0
    for (let i = 0; i < 10; i++) {
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const at = ((Math.floor(i / 8) * 4 + y) * grid.width + (i % 8) * 3 + x) * grid.channels
          const from = ((i * height + y) * width + x) * colours
          expect([...grid.data.subarray(at, at + colours)]).toEqual([...data.subarray(from, from + colours)])
          expect(grid.data[at + colours]).toBe(255)
          opaque++
        }
      }
    }
    const alphas = grid.data.filter((_, i) => i % grid.channels === colours)
    expect(alphas.filter((alpha) => alpha > 0).length).toBe(opaque)
  })

  it('is drawn from a run of images and one of points, and not from nothing', async () => {
    for (const data of [tinyImages, tinyPoints]) {
      const run = tinyRun(families[0]!, data)
      const source = await sourceOf(run)
      const { width, text } = decodePng((await png.write(source)) as Uint8Array)
      // Written out as IPTC and XMP publish them, so that a slip of a letter shows.
      const [keyword, packet] = text!.split('\0\0\0\0\0')
      expect(keyword).toBe('XML:com.adobe.xmp')
      expect(packet).toContain(
        '<Iptc4xmpExt:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia</Iptc4xmpExt:DigitalSourceType>',
      )
      expect(packet).toContain('xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"')
      expect(packet).toMatch(
        /^<\?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"\?>[\s\S]*<\?xpacket end="r"\?>$/,
      )
      expect(width).toBe(run.data.info.kind === 'image' ? 8 * 9 - 1 : 640)
      expect(() => png.write({ ...source, samples: undefined })).toThrow('no samples')
      run.dispose()
    }
  })
})

it('draws points where they are, over one another, and nothing outside', () => {
  const at = ({ width, data }: ReturnType<typeof scatter>, x: number, y: number) => [
    ...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3),
  ]
  const colour = [10, 20, 30] as const
  const points = [0.5, 0.5, 99, -99, Number.NaN, 0, Number.POSITIVE_INFINITY, 1]
  const picture = scatter([{ points, colour }], 1, 100)
  const [red, green, blue] = at(picture, 75, 24) as [number, number, number]
  expect([red < 120, green < 130, blue < 140]).toEqual([true, true, true]) // top right: y points up
  expect(at(picture, 75, 75)).toEqual([255, 255, 255])
  const inked = picture.data.filter((value) => value !== 255).length / 3
  expect(inked).toBeGreaterThan(12)
  expect(inked).toBeLessThan(50)
})
