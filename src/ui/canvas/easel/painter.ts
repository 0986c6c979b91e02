import type { Frame } from '../../../protocol/events'
import { paintScene } from '../scenes'
import type { FromPainter, ToPainter } from './messages'

/** One canvas of the page: what is painted on before its picture is handed over, and the frames last sent. */
interface Easel {
  canvas: OffscreenCanvas
  frames: Map<string, Frame>
}

const easels = new Map<number, Easel>()

const tell = (report: FromPainter, moved: Transferable[] = []) =>
  self.postMessage(report, { transfer: moved })

self.addEventListener('message', ({ data: order }: MessageEvent<ToPainter>) => {
  const { canvas: id } = order
  if ('gone' in order) {
    easels.delete(id)
    return
  }
  try {
    const { width, height } = order.sheet
    const easel = easels.get(id) ?? { canvas: new OffscreenCanvas(width, height), frames: new Map() }
    easels.set(id, easel)
    const { canvas, frames } = easel
    for (const [key, frame] of order.fresh) frames.set(key, frame)
    for (const key of frames.keys()) if (!order.keys.includes(key)) frames.delete(key)
    if (canvas.width !== width) canvas.width = width
    if (canvas.height !== height) canvas.height = height
    const context = canvas.getContext('2d', { willReadFrequently: true })
    if (!context) throw new Error('No canvas in a worker.')
    paintScene({ ...order.sheet, context }, frames, order.scene)
    const bitmap = canvas.transferToImageBitmap()
    tell({ canvas: id, bitmap }, [bitmap])
  } catch (error) {
    tell({ canvas: id, failed: error instanceof Error ? error.message : String(error) })
  }
})
