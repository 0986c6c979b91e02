import { useEffect, useRef } from 'react'
import type { Block } from '../../protocol/events'
import { imageGrid } from '../canvas/image-grid'
import { paintPixels } from '../canvas/paint'
import { readPalette } from '../canvas/palette'
import { drawPoints, stampOf } from '../canvas/plane/points'
import { project } from '../canvas/plane/projection'
import { useDataset, usePage, useRecord } from '../store/page'

/** The last real examples of each data set, so that its card keeps its picture while another view is watched. */
const seen = new Map<string, Block>()

/** A glimpse of the chosen data: its first example, or its points. */
export function Thumbnail() {
  const canvas = useRef<HTMLCanvasElement>(null)
  const record = useRecord()
  const dataset = useDataset()
  const building = usePage((state) => state.status.state === 'building')
  useEffect(() => {
    const element = canvas.current
    const context = element?.getContext('2d', { willReadFrequently: true })
    if (!element || !context || !dataset) return
    const draw = () => {
      const frame = building ? undefined : record.frames.get('real')
      const fresh = dataset.kind === 'image' ? frame?.blocks.images : frame?.blocks.points
      if (fresh) seen.set(dataset.id, fresh)
      const block = seen.get(dataset.id)
      context.clearRect(0, 0, element.width, element.height)
      if (!block) return
      if (dataset.kind === 'points') {
        const { real } = readPalette(element)
        const dot = stampOf({ radius: 1.5, colour: real, alpha: 1 })
        drawPoints(context, block, project(dataset.extent ?? 3, element.width), dot)
        return
      }
      const one = {
        shape: [1, ...block.shape.slice(1)],
        data: block.data.subarray(0, product(dataset.shape)),
      }
      paintPixels(context, imageGrid(one, 0), 0, 0, element.width, element.height)
    }
    draw()
    return record.listen('frame:real', draw)
  }, [record, dataset, building])
  return <canvas ref={canvas} className="thumbnail" width={72} height={72} aria-hidden />
}

const product = (shape: number[]) => shape.reduce((a, b) => a * b, 1)
