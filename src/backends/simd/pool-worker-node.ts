import { parentPort, workerData } from 'node:worker_threads'
import { servePool } from './pool-serve'

/** Node's pool thread; bundled into generated/ by the kernels' build. */
parentPort?.postMessage('ready')
servePool(workerData)
