import { gunzipSync } from 'fflate'
import * as z from 'zod'
import type { DatasetEntry } from '../../protocol/catalogue'
import type { DataSource, Dataset, LoadContext, LoadedData, Split, StopSignal } from '../core/dataset'
import { exampleSize } from '../core/dataset'
import { DataError } from '../core/errors'
import { fetchClassifier } from './classifier-file'
import { fileFields, hex64, readJson, retry, verify } from './packed-files'

/**
 * Data sets that are packed in `public/data/<id>`: `manifest.json`, and shards that are the gzip of images (uint8,
 * NHWC) followed by labels (uint8). `scripts/data` writes them. Values stay uint8 in memory (MNIST: 47 MB) and
 * become unit floats, x / 255, when an example is copied out.
 */
export function packed(info: DatasetEntry): Dataset {
  return { info, load: (context) => load(info, context) }
}

const size = z.number().int().positive()
const manifestSchema = z.object({
  id: z.string(),
  shape: z.array(size),
  counts: z.object({ train: size, test: size }),
  classes: z.array(z.string()).min(1).max(256),
  hash: hex64,
  shards: z.array(
    z.object({
      file: z.string().regex(/^[\w-]+\.bin$/),
      split: z.enum(['train', 'test']),
      count: size,
      ...fileFields,
    }),
  ),
})
type Manifest = z.infer<typeof manifestSchema>
type Shard = Manifest['shards'][number]

async function load(info: DatasetEntry, context: LoadContext): Promise<LoadedData> {
  const stop = new Stop(context.signal)
  const manifest = await readManifest(info, context.source, stop)
  const shardsOf = (split: Shard['split']) => manifest.shards.filter((shard) => shard.split === split)
  const train = new PackedSplit(info, shardsOf('train'), context.source, stop, context.onProgress)
  const test = new PackedSplit(info, shardsOf('test'), context.source, stop)
  const streaming = train.fetch()
  streaming.catch(() => {}) // whoever waits in ready() hears of it
  await train.ready(train.shardEnds[0]!)

  let testWanted = false
  let fetched: ReturnType<typeof fetchClassifier> | undefined
  const classifierOnce = () => {
    fetched ??= fetchClassifier(info, context.source, stop)
    fetched.catch(() => {
      fetched = undefined // the next measure asks again
    })
    return fetched
  }
  return {
    info,
    hash: manifest.hash,
    train,
    test: async () => {
      testWanted = true
      await test.fetch()
      return test
    },
    classifier: info.classifier ? () => classifierOnce() : undefined,
    retry: async () => {
      await Promise.all([train.fetch(), testWanted ? test.fetch() : null])
    },
    dispose: () => stop.abort(),
  }
}

async function readManifest(info: DatasetEntry, source: DataSource, signal: StopSignal): Promise<Manifest> {
  const name = `The manifest of ${info.label}`
  const manifest = await readJson(source, `${info.id}/manifest.json`, manifestSchema, name, signal)
  const total = (split: Shard['split']) =>
    manifest.shards.reduce((sum, shard) => sum + (shard.split === split ? shard.count : 0), 0)
  const agrees =
    manifest.id === info.id &&
    String(manifest.shape) === String(info.shape) &&
    String(manifest.classes) === String(info.classes) &&
    [manifest.counts.train, total('train')].every((count) => count === info.count) &&
    [manifest.counts.test, total('test')].every((count) => count === info.testCount)
  if (!agrees)
    throw new DataError(
      `The manifest of ${info.label} does not describe the set that this page knows.`,
      retry,
    )
  return manifest
}

/** One split, filled shard by shard in order, so that what has arrived is always a prefix. */
class PackedSplit implements Split {
  readonly count: number
  readonly shardEnds: readonly number[]
  readonly labels: Uint8Array
  #images: Uint8Array
  #arrived = 0
  #progress = 0
  #failed = new Set<number>()
  #failure: DataError | null = null
  #fetching: Promise<void> | null = null
  #waiting: { count: number; resolve: () => void; reject: (error: DataError) => void }[] = []

  constructor(
    private readonly info: DatasetEntry,
    private readonly shards: readonly Shard[],
    private readonly source: DataSource,
    private readonly stop: Stop,
    private readonly onProgress?: LoadContext['onProgress'],
  ) {
    let end = 0
    this.shardEnds = shards.map((shard) => (end += shard.count))
    this.count = end
    this.labels = new Uint8Array(end)
    this.#images = new Uint8Array(end * exampleSize(info.shape))
  }

  get available(): number {
    return this.shardEnds[this.#arrived - 1] ?? 0
  }

  copy(index: number, out: Float32Array, offset: number): void {
    if (!(index >= 0 && index < this.available)) throw new RangeError(`Example ${index} has not arrived.`)
    const length = exampleSize(this.info.shape)
    const start = index * length
    for (let i = 0; i < length; i++) out[offset + i] = this.#images[start + i]! / 255
  }

  ready(count: number): Promise<void> {
    if (count <= this.available) return Promise.resolve()
    if (this.#failure) return Promise.reject(this.#failure)
    return new Promise((resolve, reject) => this.#waiting.push({ count, resolve, reject }))
  }

  /** Fetches every shard that is not here; one call at a time, later ones join it. */
  fetch(): Promise<void> {
    this.#fetching ??= this.#fetchMissing().finally(() => {
      this.#fetching = null
    })
    return this.#fetching
  }

  async #fetchMissing(): Promise<void> {
    this.#failure = null
    try {
      while (this.#arrived < this.shards.length) {
        await this.#fetchShard(this.#arrived)
        this.#settle()
      }
    } catch (error) {
      this.#failure =
        error instanceof DataError
          ? error
          : new DataError(`${this.info.label} could not be loaded.`, retry, { cause: error })
      this.#settle()
      throw this.#failure
    }
  }

  async #fetchShard(index: number): Promise<void> {
    const shard = this.shards[index]!
    const start = this.available
    const options = {
      signal: this.stop,
      fresh: this.#failed.has(index),
      // Bytes tell how far the shard is; its examples count in full once they are verified.
      onBytes: (received: number) =>
        this.#report(start + Math.floor(0.95 * shard.count * Math.min(1, received / shard.bytes))),
    }
    try {
      if (this.stop.aborted) throw stopped(this.info)
      const bytes = await this.source.read(`${this.info.id}/${shard.file}`, options)
      if (this.stop.aborted) throw stopped(this.info)
      this.#unpack(shard, bytes, start)
    } catch (error) {
      this.#failed.add(index)
      throw error
    }
    this.#arrived = index + 1
    this.#report(this.available)
  }

  #unpack(shard: Shard, bytes: Uint8Array, start: number): void {
    const name = `Part "${shard.file}" of ${this.info.label}`
    verify(bytes, shard, name)
    const length = exampleSize(this.info.shape)
    const plain = gunzipSync(bytes)
    if (plain.length !== shard.count * (length + 1))
      throw new DataError(
        `${name} does not hold ${shard.count} examples of ${this.info.shape.join(' × ')}.`,
        retry,
      )
    const labels = plain.subarray(shard.count * length)
    if (labels.some((label) => label >= this.info.classes!.length))
      throw new DataError(`${name} holds a label without a class.`, retry)
    this.#images.set(plain.subarray(0, shard.count * length), start * length)
    this.labels.set(labels, start)
  }

  #report(loaded: number): void {
    if (loaded <= this.#progress) return // a second attempt does not count backwards
    this.#progress = loaded
    this.onProgress?.(loaded, this.count)
  }

  #settle(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const waiter of waiting) {
      if (waiter.count <= this.available) waiter.resolve()
      else if (this.#failure) waiter.reject(this.#failure)
      else this.#waiting.push(waiter)
    }
  }
}

function stopped(info: DatasetEntry): DataError {
  return new DataError(`Loading ${info.label} was stopped.`, 'Choose the data set again to load it.')
}

/** Stops when told to, or when the caller's signal does. */
class Stop implements StopSignal {
  aborted = false
  #listeners: (() => void)[] = []

  constructor(outer?: StopSignal) {
    if (outer?.aborted) this.aborted = true
    else outer?.addEventListener('abort', () => this.abort())
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.push(listener)
  }

  abort(): void {
    if (this.aborted) return
    this.aborted = true
    for (const listener of this.#listeners) listener()
  }
}
