import type { VideoChoice } from './codecs'
import { type Look, pictureOf, type Shot } from './picture'

export interface Order {
  as: 'gif' | VideoChoice
  shots: Shot[]
  look: Look
  /** Milliseconds a picture. */
  delay: number
}
export type Report = { done: number } | { bytes: Uint8Array } | { failed: string }

const tell = (report: Report) => self.postMessage(report)

function* drawn({ shots, look }: Order) {
  for (const shot of shots) yield pictureOf(shot, look)
}

self.addEventListener('message', async ({ data: order }: MessageEvent<Order>) => {
  let done = 0
  const count = () => tell({ done: ++done / order.shots.length })
  try {
    const { as, delay } = order
    const bytes =
      as === 'gif'
        ? await (await import('./gif')).encodeGif(drawn(order), delay, count)
        : await (await import('./video')).encodeVideo(as, drawn(order), delay, count)
    tell({ bytes })
  } catch (error) {
    tell({ failed: error instanceof Error ? error.message : String(error) })
  }
})
