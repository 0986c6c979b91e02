import type { Subject } from '../src/engine/core/probe'
import type { Raster } from '../src/engine/formats/png-file'
import { look } from '../src/engine/probes'
import type { Block } from '../src/protocol/events'

/** Images a row, and a column, of a card. */
const side = 6
/** Pixels of a card of points. */
const size = 216

/** The picture of a trained model: small, and clear where the page's own colour is to show through. */
export async function cardOf(subject: Subject): Promise<Raster> {
  return subject.data.info.kind === 'points' ? planeCard(subject) : imageCard(subject)
}

async function blocksOf(id: string, subject: Subject, options: Record<string, number> = {}) {
  return (await look(id, subject, 0, options))?.blocks ?? {}
}

/** Samples in rows; without a sampler, examples above their reconstructions. */
async function imageCard(subject: Subject): Promise<Raster> {
  const { images } = await blocksOf('samples', subject, { count: side * side })
  if (images) return mosaic(images, (index) => index)
  const { inputs, outputs } = await blocksOf('reconstructions', subject, { count: (side * side) / 2 })
  const both = new Uint8Array(inputs!.data.length * 2)
  both.set(inputs!.data)
  both.set(outputs!.data, inputs!.data.length)
  const [pairs, ...shape] = inputs!.shape as [number, ...number[]]
  const inTurns = (index: number) => {
    const row = Math.floor(index / side)
    return (row % 2) * pairs + Math.floor(row / 2) * side + (index % side)
  }
  return mosaic({ shape: [2 * pairs, ...shape], data: both }, inTurns)
}

/** Grey images `[n, h, w, 1]` in 16 levels, with clear gaps. `at`: which image stands in a cell. */
function mosaic({ shape, data }: Block, at: (cell: number) => number): Raster {
  const [, h, w] = shape as [number, number, number, number]
  const [width, height] = [side * (w + 1) - 1, side * (h + 1) - 1]
  const pixels = new Uint8Array(width * height * 2)
  for (let cell = 0; cell < side * side; cell++) {
    const [left, top] = [(cell % side) * (w + 1), Math.floor(cell / side) * (h + 1)]
    for (let i = 0; i < h * w; i++) {
      const to = 2 * ((top + Math.floor(i / w)) * width + left + (i % w))
      pixels[to] = Math.round(data[at(cell) * h * w + i]! / 17) * 17
      pixels[to + 1] = 255
    }
  }
  return { width, height, channels: 2, data: pixels }
}

/** Tokens of the page that read on its light and on its dark ground. */
const blue = [0x4a, 0x86, 0xec] as const
const teal = [0x12, 0xa5, 0x97] as const
const orange = [0xe0, 0x8a, 0x22] as const

/** D's opinion in bands, real points, generated points: as on the stage. */
async function planeCard(subject: Subject): Promise<Raster> {
  const pixels = new Uint8Array(size * size * 4)
  const { values } = await blocksOf('heat-map', subject, { size: size / 4 })
  if (values) {
    for (let i = 0; i < size * size; i++) {
      const cell = Math.floor(i / size / 4) * (size / 4) + Math.floor((i % size) / 4)
      const real = Math.round((values.data[cell]! - 0.5) * 8) / 8
      pixels.set([...(real < 0 ? orange : blue), Math.round(Math.abs(real) * 160)], 4 * i)
    }
  }
  const extent = subject.data.info.extent ?? 1
  const { points: real } = await blocksOf('real', subject, { count: 300 })
  const { points: made } = await blocksOf('samples', subject, { count: 300 })
  for (const [points, colour] of [
    [real, blue],
    [made, teal],
  ] as const)
    dots(pixels, points, extent, colour)
  return { width: size, height: size, channels: 4, data: pixels }
}

/** Dots of 3 × 3 pixels without their corners: few different bytes, so the file stays small. */
function dots(pixels: Uint8Array, points: Block | undefined, extent: number, colour: readonly number[]) {
  const unit = size / (2 * extent)
  for (let i = 0; points && i + 1 < points.data.length; i += 2) {
    const x = Math.round(size / 2 + points.data[i]! * unit)
    const y = Math.round(size / 2 - points.data[i + 1]! * unit)
    for (const [dx, dy] of [
      [0, 0],
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ] as const) {
      if (x + dx < 0 || x + dx >= size || y + dy < 0 || y + dy >= size) continue
      pixels.set([...colour, 255], 4 * ((y + dy) * size + x + dx))
    }
  }
}
