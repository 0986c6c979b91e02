import type { DatasetEntry } from '../../protocol/catalogue'
import type { Block, Frame } from '../../protocol/events'
import { imageGrid } from '../canvas/image-grid'
import { readPalette } from '../canvas/palette'
import { drawPoints, stampOf } from '../canvas/plane/points'
import { project } from '../canvas/plane/projection'
import type { Picture } from './schema'

/** Images in a run's picture; more would be too small to see in a table. */
const most = 16
const pointsSize = 160

/** Samples as a small PNG: 4×4 images at their own size, or points in the square that the stage shows. */
export async function pictureOf(frame: Frame, dataset: DatasetEntry): Promise<Picture | undefined> {
  const canvas = document.createElement('canvas')
  const { images, points } = frame.blocks
  if (images) {
    const pixels = imageGrid(first(images, most), 1, 4)
    canvas.width = pixels.width
    canvas.height = pixels.height
    const context = canvas.getContext('2d', { willReadFrequently: true })
    context?.putImageData(new ImageData(pixels.data, pixels.width, pixels.height), 0, 0)
    if (!context) return undefined
  } else {
    canvas.width = canvas.height = pointsSize
    const context = canvas.getContext('2d', { willReadFrequently: true })
    if (!context || !points) return undefined
    const dot = stampOf({ radius: 1.2, colour: readPalette(document.documentElement).gen, alpha: 1 })
    drawPoints(context, points, project(dataset.extent ?? 3, pointsSize), dot)
  }
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done))
  return blob ? { mime: blob.type, bytes: new Uint8Array(await blob.arrayBuffer()) } : undefined
}

function first({ shape, data }: Block, count: number): Block {
  const [n, ...rest] = shape as [number, ...number[]]
  const kept = Math.min(n, count)
  return { shape: [kept, ...rest], data: data.subarray(0, (data.length / n) * kept) }
}
