import type { PoolTask } from './pool-protocol'
import { servePool } from './pool-serve'

/** A browser's pool thread. */
self.onmessage = ({ data }: MessageEvent<PoolTask>) => {
  self.postMessage('ready')
  servePool(data)
}
