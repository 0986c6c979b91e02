import { type Look, pictureOf, type Shot } from './picture'

export interface Order {
  kind: 'gif' | 'mp4'
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
    const encode =
      order.kind === 'gif' ? (await import('./gif')).encodeGif : (await import('./mp4')).encodeMp4
    tell({ bytes: await encode(drawn(order), order.delay, count) })
  } catch (error) {
    tell({ failed: error instanceof Error ? error.message : String(error) })
  }
})
