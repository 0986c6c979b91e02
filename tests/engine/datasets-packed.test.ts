import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NodeSource } from '../../scripts/node-source'
import type { DataSource } from '../../src/engine/core/dataset'
import { DataError } from '../../src/engine/core/errors'
import { Rng } from '../../src/engine/core/rng'
import { fashionMnist } from '../../src/engine/datasets/fashion-mnist'
import { mnist } from '../../src/engine/datasets/mnist'

type Tamper = (bytes: Uint8Array) => Uint8Array

/** Reads from the disk, but changes (or withholds) the named files until `heal()`. */
class FaultySource implements DataSource {
  readonly reads: string[] = []
  #disk = new NodeSource()

  constructor(private faults: Record<string, Tamper>) {}

  async read(path: string, options?: Parameters<DataSource['read']>[1]): Promise<Uint8Array> {
    this.reads.push(path)
    const bytes = await this.#disk.read(path, options)
    return this.faults[path]?.(bytes.slice()) ?? bytes
  }

  heal(): void {
    this.faults = {}
  }
}

const flipped: Tamper = (bytes) => {
  bytes[bytes.length >> 1]! ^= 1
  return bytes
}
const truncated: Tamper = (bytes) => bytes.subarray(0, 1000)
const empty: Tamper = () => new Uint8Array()
const missing: Tamper = () => {
  throw new DataError('"it" could not be fetched: the server answered 404.', 'Retry.')
}
const broken: Tamper = () => {
  throw new TypeError('anything else')
}

const load = (source: DataSource, set = mnist) => set.load({ source, rng: new Rng(1) })
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => error,
  )

function expectDataError(error: unknown): void {
  expect(error).toBeInstanceOf(DataError)
  expect((error as DataError).message).toMatch(/^.{10,}\.$/)
  expect((error as DataError).next).toMatch(/^.{5,}\.$/)
}

describe('MNIST', () => {
  it('is the canonical set: first labels, class counts, mean', async () => {
    const data = await load(new NodeSource())
    await data.train.ready(60_000)
    const test = await data.test()
    expect([...data.train.labels!.subarray(0, 10)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4])
    expect([...test.labels!.subarray(0, 10)]).toEqual([7, 2, 1, 0, 4, 1, 4, 9, 5, 9])
    const counts = (labels: Uint8Array) =>
      labels.reduce((sums: number[], label) => sums.with(label, sums[label]! + 1), Array(10).fill(0))
    expect(counts(data.train.labels!)).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949])
    expect(counts(test.labels!)).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009])
    const pixels = new Float32Array(784)
    let sum = 0
    for (let i = 0; i < 60_000; i++) {
      data.train.copy(i, pixels, 0)
      for (const pixel of pixels) sum += pixel
    }
    expect(sum / (60_000 * 784)).toBeCloseTo(0.1307, 4)
  })
})

describe('Fashion-MNIST', () => {
  it('is the canonical split, shortened to 20,000', async () => {
    const data = await load(new NodeSource(), fashionMnist)
    const test = await data.test()
    expect([...data.train.labels!.subarray(0, 10)]).toEqual([9, 0, 0, 3, 0, 2, 7, 2, 5, 5])
    expect([...test.labels!.subarray(0, 10)]).toEqual([9, 2, 1, 1, 6, 1, 4, 6, 5, 7])
    for (let label = 0; label < 10; label++)
      expect(test.labels!.filter((other) => other === label)).toHaveLength(1000)
  })
})

describe('a packed set that arrives badly', () => {
  it.each([
    ['a flipped bit', flipped],
    ['a truncated file', truncated],
    ['an empty file', empty],
    ['a missing file', missing],
    ['an unknown failure', broken],
  ])('first shard, %s: load() rejects', async (_, tamper) => {
    const source = new FaultySource({ 'mnist/train-00.bin': tamper })
    expectDataError(await failure(load(source)))
    source.heal()
    expect((await load(source)).train.available).toBeGreaterThanOrEqual(10_000)
  })

  it.each([
    ['a flipped bit', flipped],
    ['a truncated file', truncated],
    ['a missing file', missing],
  ])('a later shard, %s: the first stays usable, ready() rejects, retry() completes', async (_, tamper) => {
    const source = new FaultySource({ 'mnist/train-02.bin': tamper })
    const data = await load(source)
    expectDataError(await failure(data.train.ready(60_000)))
    expect(data.train.available).toBe(20_000)
    await data.train.ready(20_000)
    expectDataError(await failure(data.train.ready(20_001)))
    expect(() => data.train.copy(20_000, new Float32Array(784), 0)).toThrow(RangeError)

    expectDataError(await failure(data.retry()))
    source.heal()
    await data.retry()
    expect(data.train.available).toBe(60_000)
    expect(source.reads.filter((path) => path === 'mnist/train-01.bin')).toHaveLength(1)
    expect(source.reads.filter((path) => path === 'mnist/train-02.bin')).toHaveLength(3)
  })

  it('the test shard: training goes on, and a second call fetches it again', async () => {
    const source = new FaultySource({ 'mnist/test-00.bin': flipped })
    const data = await load(source)
    expectDataError(await failure(data.test()))
    await data.train.ready(60_000)
    source.heal()
    expect((await data.test()).available).toBe(10_000)
  })

  it.each<[string, (manifest: ReturnType<typeof JSON.parse>) => void]>([
    ['another shape', (manifest) => (manifest.shape = [32, 32, 3])],
    ['another count', (manifest) => (manifest.counts.train = 10_000)],
    ['a shard less', (manifest) => manifest.shards.pop()],
    ['other classes', (manifest) => (manifest.classes[3] = 'cat')],
    ['another id', (manifest) => (manifest.id = 'fashion-mnist')],
    ['a path out of its folder', (manifest) => (manifest.shards[0].file = '../../secret.bin')],
    ['a negative count', (manifest) => (manifest.shards[0].count = -1)],
    ['a wrong hash', (manifest) => (manifest.shards[0].sha256 = '0'.repeat(64))],
    ['no hash', (manifest) => delete manifest.hash],
  ])('a manifest with %s is refused', async (_, change) => {
    const tamper: Tamper = (bytes) => {
      const manifest = JSON.parse(new TextDecoder().decode(bytes))
      change(manifest)
      return new TextEncoder().encode(JSON.stringify(manifest))
    }
    expectDataError(await failure(load(new FaultySource({ 'mnist/manifest.json': tamper }))))
  })

  it('any damage to a manifest is a DataError or harmless, never another failure', async () => {
    const disk = new NodeSource()
    const good = await disk.read('fashion-mnist/manifest.json')
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.integer({ min: 0, max: 255 }), async (at, value) => {
        const tamper: Tamper = (bytes) => {
          bytes[at] = value
          return bytes
        }
        const source = new FaultySource({
          'fashion-mnist/manifest.json': tamper,
          'fashion-mnist/train-01.bin': missing,
        })
        const outcome = await failure(load(source, fashionMnist).then((data) => data.dispose()))
        if (outcome !== null) expectDataError(outcome)
      }),
      { numRuns: 30 },
    )
  })
})

describe('stopping', () => {
  it('dispose() ends the stream; what waits is told', async () => {
    const source = new FaultySource({})
    const data = await load(source)
    const waiting = failure(data.train.ready(60_000))
    data.dispose()
    expectDataError(await waiting)
    const reads = source.reads.length
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(source.reads.length).toBe(reads)
  })

  it("the caller's signal ends a load before its first shard", async () => {
    const controller = new AbortController()
    const loading = failure(
      mnist.load({ source: new NodeSource(), rng: new Rng(1), signal: controller.signal }),
    )
    controller.abort()
    expectDataError(await loading)
  })
})

describe('a classifier that arrives badly', () => {
  it.each([
    ['a flipped bit', 'mnist.safetensors', flipped],
    ['a truncated file', 'mnist.safetensors', truncated],
    ['a missing list', 'mnist.json', missing],
    ['an empty list', 'mnist.json', empty],
  ])('%s: it is refused, and asked for again the next time', async (_, file, tamper) => {
    const source = new FaultySource({ [`classifiers/${file}`]: tamper })
    const data = await load(source)
    expectDataError(await failure(data.classifier!()))
    source.heal()
    const weights = await data.classifier!()
    expect(weights.size).toBeGreaterThan(0)
    const reads = source.reads.length
    expect(await data.classifier!()).toBe(weights)
    expect(source.reads.length).toBe(reads)
  })
})
