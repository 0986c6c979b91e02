import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cache, root } from './setup.mjs'

/** The chunks that the page loads at once: its entry and all that this imports statically. */
export function pageChunks() {
  const chunks = JSON.parse(readFileSync(join(cache, 'chunks.json'), 'utf8'))
  const reached = new Set()
  const visit = (file) => {
    if (reached.has(file) || !chunks[file]) return
    reached.add(file)
    chunks[file].imports.forEach(visit)
  }
  for (const [file, { entry }] of Object.entries(chunks)) if (entry) visit(file)
  return { chunks, files: [...reached] }
}

/** Scripts that belong to no chunk of the page, hence to a worker. */
export function workerFiles() {
  const { chunks } = pageChunks()
  return readdirSync(join(root, 'dist', 'assets'))
    .map((name) => `assets/${name}`)
    .filter((file) => file.endsWith('.js') && !chunks[file])
}

/**
 * tfjs must be in a worker's script and in no chunk of the page, not even a lazy one. For the page the bundler's own
 * record of modules decides, for the worker a kernel's name, which is a string that no minifier touches.
 */
export function checkBundle() {
  const { chunks } = pageChunks()
  const wrong = Object.entries(chunks)
    .map(([file, { packages }]) => [file, packages.filter((name) => name.startsWith('@tensorflow/'))])
    .filter(([, packages]) => packages.length > 0)
  if (wrong.length > 0) {
    const files = wrong.map(([file, packages]) => `${file} holds ${packages.join(', ')}.`)
    return { ok: false, log: `tfjs reached the page:\n${files.join('\n')}` }
  }
  const workers = workerFiles()
  const has = (file) => readFileSync(join(root, 'dist', file), 'utf8').includes('Conv2DBackpropFilter')
  if (!workers.some(has))
    return { ok: false, log: `No worker holds tfjs: ${workers.join(', ') || 'there is none'}.` }
  return { ok: true, log: '' }
}
