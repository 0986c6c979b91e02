import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { DataSource } from '../src/engine/core/dataset'
import { DataError } from '../src/engine/core/errors'

const publicData = fileURLToPath(new URL('../public/data', import.meta.url))

/** Packed files from the disk: for tests and headless runs. */
export class NodeSource implements DataSource {
  constructor(private readonly folder = publicData) {}

  async read(path: string, options: Parameters<DataSource['read']>[1] = {}): Promise<Uint8Array> {
    if (options.signal?.aborted) throw new DataError(`Reading "${path}" was stopped.`, 'Read it again.')
    try {
      const bytes = await readFile(join(this.folder, path))
      options.onBytes?.(bytes.length)
      return bytes
    } catch (cause) {
      throw new DataError(`"${path}" could not be read.`, 'Rebuild the packed files with "npm run data".', {
        cause,
      })
    }
  }
}
