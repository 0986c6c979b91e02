import { describe, expect, it } from 'vitest'
import type { Block } from '../../src/protocol/events'
import type { Palette } from '../../src/ui/canvas/palette'
import type { Moment } from '../../src/ui/film/film'
import { chooseVideo } from '../../src/ui/film/save/codecs'
import { encodeGif } from '../../src/ui/film/save/gif'
import { type Look, type Pictured, pictureOf } from '../../src/ui/film/save/picture'
import { type Source, subjects } from '../../src/ui/film/save/subjects'
import { withMark } from '../../src/ui/film/save/video'

const look: Look = {
  extent: 2,
  surface: [255, 255, 255],
  ink: [10, 20, 30],
  palette: {} as Palette, // for scenes, which need a canvas
}
const mark = 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia'
const latin = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1')

describe('a picture of the film', () => {
  it('shows points where they are', () => {
    const block = { shape: [2, 2], data: Float32Array.of(1, 1, 99, 0) }
    const { width, height, data } = pictureOf({ step: 1, block }, look)
    const at = (x: number, y: number) => [...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 4)]
    expect([width, height]).toEqual([320, 320])
    expect(at(240, 80)).toEqual([10, 20, 30, 255])
    expect(at(240, 240)).toEqual([255, 255, 255, 255])
  })

  it('enlarges images by whole pixels to even sides, on the surface', () => {
    const block = { shape: [4, 8, 8, 1], data: new Uint8Array(256).fill(7) }
    const { width, height, data } = pictureOf({ step: 1, block }, look)
    expect(width).toBeGreaterThanOrEqual(320)
    expect([width % 17, height % 17, width % 2, height % 2]).toEqual([0, 0, 0, 0]) // 8 + 1 + 8 pixels
    expect([...data.subarray(0, 4)]).toEqual([7, 7, 7, 255])
    const colours = new Set<number>()
    for (let i = 0; i < data.length; i += 4) colours.add(data[i]!)
    expect([...colours].sort()).toEqual([255, 7].sort())
  })
})

describe('what a film shows', () => {
  const images = (count: number) => ({ shape: [count, 2, 2, 1], data: new Uint8Array(4 * count) })
  const moment = (step: number, frames: Record<string, Record<string, Block>>): Moment => ({
    step,
    frames: new Map(Object.entries(frames).map(([probe, blocks]) => [probe, { probe, step, blocks }])),
  })
  const source = { hidden: [] as string[], extent: 3 }
  const shotsOf = (id: string, moments: Moment[], from: Source = source) =>
    subjects.find((one) => one.id === id)!.shots(moments, from)

  it('samples: at most 64 images, of one size; moments without them are left out', () => {
    const moments = [
      moment(0, { samples: { images: images(100) } }),
      moment(1, { 'latent-grid': { images: images(4) } }),
      moment(2, { samples: { images: images(9) } }),
      moment(3, { samples: { images: images(100) } }),
    ]
    const shots = shotsOf('samples', moments)
    expect(shots.map(({ step }) => step)).toEqual([0, 3])
    expect(shots[0]).toMatchObject({ block: { shape: [64, 2, 2, 1] } })
    expect(shotsOf('latent-map', moments)).toMatchObject([{ step: 1, gap: 0 }])
  })

  it('reconstructions: each under its own image', () => {
    const inputs = { shape: [8, 1, 1, 1], data: Uint8Array.from({ length: 8 }, (_, i) => i) }
    const outputs = { shape: [8, 1, 1, 1], data: Uint8Array.from({ length: 8 }, (_, i) => 10 + i) }
    const [shot] = shotsOf('reconstructions', [moment(5, { reconstructions: { inputs, outputs } })])
    expect(shot).toMatchObject({ step: 5, columns: 8, block: { shape: [16, 1, 1, 1] } })
    expect([...(shot as Pictured).block.data]).toEqual([...inputs.data, ...outputs.data])
  })

  it('reconstructions: pairs of rows stand apart', () => {
    const images = { shape: [16, 1, 1, 1], data: new Uint8Array(16) }
    const [shot] = shotsOf('reconstructions', [
      moment(5, { reconstructions: { inputs: images, outputs: images } }),
    ])
    // Four rows of one pixel, three gaps of one, and four between the pairs; eight columns and seven gaps.
    const { width, height } = pictureOf(shot!, look)
    expect(height / width).toBe((4 + 3 + 4) / (8 + 7))
  })

  it('the plane: the layers that are switched on, with the real points; no layer comes and goes', () => {
    const points = { points: { shape: [1, 2], data: new Float32Array(2) } }
    const values = { values: { shape: [1, 1], data: new Float32Array(1) } }
    const moments = [
      moment(0, { samples: points }),
      moment(1, { samples: points, 'heat-map': values }),
      moment(2, { samples: points, 'heat-map': values, layers: values }),
    ]
    const real = { probe: 'real', step: 0, blocks: points }
    const shots = shotsOf('plane', moments, { ...source, real, hidden: ['density', 'contour'] })
    expect(shots.map(({ step }) => step)).toEqual([1, 2])
    const [first, last] = shots.flatMap((shot) => ('scene' in shot ? [shot] : []))
    expect(first!.scene).toMatchObject({ kind: 'plane', props: { extent: 3 } })
    expect(first!.scene.props).not.toMatchObject({ layers: expect.arrayContaining(['density']) })
    expect([...last!.frames.keys()].sort()).toEqual(['heat-map', 'real', 'samples'])
    // Without the heat map every moment is whole.
    expect(shotsOf('plane', moments, { ...source, hidden: ['heat-map', 'contour', 'real'] })).toHaveLength(3)
  })
})

it('writes a GIF of every picture, with the mark before its end', async () => {
  const picture = (shade: number) => ({
    width: 4,
    height: 2,
    data: new Uint8ClampedArray(32).fill(shade).map((value, i) => (i % 4 === 3 ? 255 : value)),
  })
  let drawn = 0
  const gif = await encodeGif([picture(0), picture(200), picture(90)], 100, () => drawn++)
  expect(drawn).toBe(3)
  expect(latin(gif.subarray(0, 6))).toBe('GIF89a')
  expect([gif[6], gif[8]]).toEqual([4, 2])
  expect(gif.at(-1)).toBe(0x3b)
  const text = latin(gif)
  expect(text).toContain('\x21\xff\x0bXMP DataXMP<?xpacket')
  expect(text).toContain(mark)
  // A reader that knows nothing of XMP skips sub-blocks by their length from within the packet and must reach the end.
  let at = text.indexOf('XMP DataXMP') + 11
  while (gif[at] !== 0) at += gif[at]! + 1
  expect(at).toBe(gif.length - 2)
})

it('marks an MP4 by Adobe’s box', () => {
  const file = withMark(new Uint8Array(16))
  const box = file.subarray(16)
  expect(new DataView(box.buffer, box.byteOffset).getUint32(0)).toBe(box.length)
  expect(latin(box.subarray(4, 8))).toBe('uuid')
  expect(Buffer.from(box.subarray(8, 24)).toString('hex')).toBe('be7acfcb97a942e89c71999491e3afac')
  expect(latin(box)).toContain(mark)
})

describe('the video that a browser can make', () => {
  /** A browser that encodes codecs whose name begins so; others it refuses, by throwing where it is asked to. */
  const browser = (known: string[], throws = false) => ({
    isConfigSupported: async (config: VideoEncoderConfig) => {
      const supported = known.some((name) => config.codec.startsWith(name))
      if (!supported && throws) throw new TypeError('Unknown codec.')
      return { supported, config }
    },
  })

  it.each([true, false])(
    'is MP4 with H.264, else WebM with VP9 or VP8 (refusing by throwing: %s)',
    async (throws) => {
      expect(await chooseVideo(browser(['avc1', 'vp09', 'vp8'], throws))).toEqual({
        kind: 'mp4',
        codec: 'avc',
      })
      expect(await chooseVideo(browser(['vp09', 'vp8'], throws))).toEqual({ kind: 'webm', codec: 'vp9' })
      expect(await chooseVideo(browser(['vp8'], throws))).toEqual({ kind: 'webm', codec: 'vp8' })
    },
  )

  it('is none where there is no such encoder, and says why', async () => {
    expect(await chooseVideo(browser(['av01'], true))).toMatch(/neither H.264 nor VP9 nor VP8/)
    expect(await chooseVideo(undefined)).toMatch(/WebCodecs/) // as in this process
  })
})
