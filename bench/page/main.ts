import { benchPaint } from './paint-2d'
import type { BenchRequest } from './worker'

declare global {
  interface Window {
    startBench: (request: BenchRequest) => void
    report: (message: unknown) => void
  }
}

/** The browser's driver calls this and gets every message of the worker through `report`. */
window.startBench = (request) => {
  if (!request.only || request.only.includes('paint-2d')) window.report({ rows: benchPaint() })
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
  worker.onmessage = ({ data }) => window.report(data)
  worker.onerror = (event) => window.report({ failed: event.message || 'The worker did not start.' })
  worker.postMessage(request)
}
