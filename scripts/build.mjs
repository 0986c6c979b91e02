/**
 * `vite build`, and a record of which packages each chunk of the page holds (node_modules/.cache/ganvas/chunks.json),
 * from which the budgets are checked. Workers are bundles of their own and do not appear in it.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { serviceWorker } from './service-worker.mjs'
import { cache, root } from './setup.mjs'

const packageOf = (id) => /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(id)?.[1]

const record = {
  name: 'record-chunks',
  generateBundle(_, bundle) {
    const chunks = {}
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== 'chunk') continue
      const packages = new Set(
        chunk.moduleIds.map((id) => packageOf(id.replaceAll('\\', '/'))).filter(Boolean),
      )
      chunks[chunk.fileName] = {
        entry: chunk.isEntry,
        imports: chunk.imports,
        dynamicImports: chunk.dynamicImports,
        packages: [...packages].sort(),
      }
    }
    mkdirSync(cache, { recursive: true })
    writeFileSync(join(cache, 'chunks.json'), JSON.stringify(chunks, null, 2))
  },
}

try {
  await build({ root, logLevel: 'warn', plugins: [record, serviceWorker] })
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
