import type { Frame } from '../../../protocol/events'
import type { Scene } from '../scenes'
import type { Sheet } from '../scenes/sheet'
import type { FromPainter, ToPainter } from './messages'

type Waiting = { resolve(bitmap: ImageBitmap): void; reject(error: Error): void }

let painter: Worker | null = null
/** Once a painter could not be had, the page paints by itself for good. */
let missing = typeof Worker === 'undefined' || typeof OffscreenCanvas === 'undefined'
const waiting = new Map<number, Waiting>()
let canvases = 0

const send = (message: ToPainter) => painter?.postMessage(message)

function fail(why: string): void {
  missing = true
  painter?.terminate()
  painter = null
  for (const { reject } of waiting.values()) reject(new Error(why))
  waiting.clear()
}

function start(): void {
  painter = new Worker(new URL('./painter.ts', import.meta.url), { type: 'module', name: 'painter' })
  painter.addEventListener('error', () => fail('The painter did not load.'))
  painter.addEventListener('message', ({ data: report }: MessageEvent<FromPainter>) => {
    if ('failed' in report) {
      fail(report.failed)
      return
    }
    const asked = waiting.get(report.canvas)
    waiting.delete(report.canvas)
    if (asked) asked.resolve(report.bitmap)
    else report.bitmap.close()
  })
}

/** Where a canvas has its pictures painted: in a worker, so that neither the page nor training waits for it. */
export interface Easel {
  /** One picture; to be asked for the next one when this has come. Rejects where the worker cannot paint. */
  paint(scene: Scene, frames: ReadonlyMap<string, Frame>, sheet: Omit<Sheet, 'context'>): Promise<ImageBitmap>
  close(): void
}

/** A new easel; null where the page has to paint by itself. */
export function setUpEasel(): Easel | null {
  if (missing) return null
  if (!painter) start()
  const canvas = canvases++
  const sent = new Map<string, Frame>()
  return {
    paint(scene, frames, sheet) {
      if (missing) return Promise.reject(new Error('There is no painter.'))
      const fresh = [...frames].filter(([key, frame]) => sent.get(key) !== frame)
      for (const key of sent.keys()) if (!frames.has(key)) sent.delete(key)
      for (const [key, frame] of fresh) sent.set(key, frame)
      send({ canvas, scene, sheet, keys: [...frames.keys()], fresh })
      return new Promise((resolve, reject) => waiting.set(canvas, { resolve, reject }))
    },
    close() {
      waiting.delete(canvas)
      send({ canvas, gone: true })
    },
  }
}
