import type { DataSource } from '../engine/core/dataset'
import { DataError } from '../engine/core/errors'

type ReadOptions = NonNullable<Parameters<DataSource['read']>[1]> & {
  /** Past the browser's cache: what came from there was damaged, or may be old. */
  fresh?: boolean
}

const next = 'Check the connection to the server of this page, then retry.'

/** Packed files over HTTP, below `base` (the page's `data/`). A file that fails is asked for once more by itself. */
export class FetchSource implements DataSource {
  readonly #base: string

  /** `stallMs`: how long a transfer may stand still before it counts as failed. */
  constructor(
    base: string,
    private readonly stallMs = 30_000,
  ) {
    this.#base = base.endsWith('/') ? base : `${base}/`
  }

  async read(path: string, options: ReadOptions = {}): Promise<Uint8Array> {
    try {
      return await this.#attempt(path, options)
    } catch (error) {
      if (options.signal?.aborted) throw error
      return await this.#attempt(path, { ...options, fresh: true })
    }
  }

  async #attempt(path: string, { onBytes, signal, fresh }: ReadOptions): Promise<Uint8Array> {
    const controller = new AbortController()
    if (signal?.aborted) controller.abort()
    signal?.addEventListener('abort', () => controller.abort())
    let stalled = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const alive = () => {
      clearTimeout(timer)
      timer = setTimeout(() => {
        stalled = true
        controller.abort()
      }, this.stallMs)
    }
    try {
      alive()
      const response = await fetch(this.#base + path, {
        signal: controller.signal,
        cache: fresh ? 'reload' : 'default',
      })
      if (!response.ok) throw missing(path, `the server answered ${response.status}`)
      // Servers of single-page sites answer with the page itself where a file is missing.
      if (response.headers.get('content-type')?.startsWith('text/html'))
        throw missing(path, 'the server does not have it')
      return await collect(response, (received) => {
        alive()
        onBytes?.(received)
      })
    } catch (cause) {
      if (cause instanceof DataError) throw cause
      if (signal?.aborted) throw new DataError(`Loading "${path}" was stopped.`, 'Load it again.', { cause })
      const why = stalled ? `nothing arrived for ${this.stallMs / 1000} seconds` : 'the connection failed'
      throw missing(path, why, cause)
    } finally {
      clearTimeout(timer)
    }
  }
}

async function collect(response: Response, onBytes: (received: number) => void): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let received = 0
  const reader = response.body?.getReader()
  while (reader) {
    const { done, value } = await reader.read()
    if (done) break
    chunks.push(value)
    received += value.length
    onBytes(received)
  }
  const bytes = new Uint8Array(received)
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.length
  }
  return bytes
}

function missing(path: string, why: string, cause?: unknown): DataError {
  return new DataError(`"${path}" could not be fetched: ${why}.`, next, { cause })
}
