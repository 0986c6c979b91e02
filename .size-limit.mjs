import { pageChunks, workerFiles } from './scripts/check-bundle.mjs'

const dist = (files) => files.map((file) => `dist/${file}`)

/** Budgets, gzipped: what the page loads at once, and the worker that carries tfjs. */
export default [
  { name: 'page', path: dist(pageChunks().files), limit: '300 kB', gzip: true },
  { name: 'worker', path: dist(workerFiles()), limit: '600 kB', gzip: true },
]
