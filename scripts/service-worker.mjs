import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { root } from './setup.mjs'

/**
 * Writes dist/service-worker.js: the one in src with the list of the build's files and their hash. Data sets are not in the
 * list; they are kept once they were loaded.
 */
export const serviceWorker = {
  name: 'service-worker',
  closeBundle() {
    const dist = join(root, 'dist')
    const files = readdirSync(dist, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(dist, join(entry.parentPath ?? entry.path, entry.name)).replaceAll('\\', '/'))
      .filter((file) => !file.startsWith('data/') && file !== 'service-worker.js')
      .sort()
    const source = readFileSync(join(root, 'src', 'offline', 'service-worker.js'), 'utf8')
    const hash = createHash('sha256').update(source)
    for (const file of files) hash.update(file).update(readFileSync(join(dist, file)))
    const shell = files.map((file) => (file === 'index.html' ? './' : file))
    writeFileSync(
      join(dist, 'service-worker.js'),
      source
        .replace('__VERSION__', hash.digest('hex').slice(0, 16))
        .replace("['__SHELL__']", JSON.stringify(shell)),
    )
  },
}
