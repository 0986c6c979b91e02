import { beforeAll, describe, expect, it } from 'vitest'
import { NodeSource } from '../../scripts/node-source'
import { type Dataset, exampleSize, type LoadedData, type Split } from '../../src/engine/core/dataset'
import { Rng } from '../../src/engine/core/rng'
import { datasetById, datasets } from '../../src/engine/datasets'

const source = new NodeSource()

function example(split: Split, index: number, size: number): Float32Array {
  const out = new Float32Array(size)
  split.copy(index, out, 0)
  return out
}

it('gives every data set its own id', () => {
  const ids = datasets.map((dataset) => dataset.info.id)
  expect(new Set(ids).size).toBe(ids.length)
  for (const dataset of datasets) expect(datasetById(dataset.info.id)).toBe(dataset)
  expect(datasetById('no such set')).toBeUndefined()
})

describe.each(datasets.map((dataset): [string, Dataset] => [dataset.info.id, dataset]))(
  '%s',
  (_, dataset) => {
    const { info } = dataset
    const size = exampleSize(info.shape)
    const progress: [number, number][] = []
    let data: LoadedData
    let test: Split

    beforeAll(async () => {
      data = await dataset.load({
        source,
        rng: Rng.stream(1, 'data'),
        onProgress: (loaded, total) => progress.push([loaded, total]),
      })
      expect(data.train.available).toBeGreaterThanOrEqual(data.train.shardEnds[0]!)
      await data.train.ready(info.count)
      test = await data.test()
    })

    it('describes itself', () => {
      for (const text of [info.label, info.summary, info.licence, info.source]) expect(text).not.toBe('')
      expect(data.info).toEqual(info)
      expect(data.hash).toMatch(/^[0-9a-f]{64}$/)
      expect(info.shape).toHaveLength(info.kind === 'image' ? 3 : 1)
      expect(info.extent !== undefined).toBe(info.kind === 'points')
    })

    it('holds the examples that it promises', () => {
      for (const [split, count] of [
        [data.train, info.count],
        [test, info.testCount],
      ] as const) {
        expect(split.count).toBe(count)
        expect(split.available).toBe(count)
        expect(split.shardEnds.at(-1)).toBe(count)
        expect([...split.shardEnds]).toEqual([...split.shardEnds].sort((a, b) => a - b))
        expect(split.labels?.length).toBe(info.classes && count)
      }
    })

    it('has finite values in range, and writes nothing outside its place', () => {
      const out = new Float32Array(size + 2).fill(-7)
      let outside = 0
      for (const split of [data.train, test]) {
        for (let i = 0; i < split.count; i += 97) {
          split.copy(i, out, 1)
          const values = out.subarray(1, size + 1)
          if (info.kind === 'image') expect(values.every((value) => value >= 0 && value <= 1)).toBe(true)
          else if (!values.every((value) => Math.abs(value) <= info.extent!)) outside++
        }
      }
      expect([out[0], out[size + 1]]).toEqual([-7, -7])
      expect(outside).toBeLessThanOrEqual(2)
    })

    it('has every class in both splits, and no other', () => {
      for (const split of [data.train, test]) {
        if (!info.classes) continue
        const seen = new Set(split.labels)
        expect(seen.size).toBe(info.classes.length)
        expect(Math.max(...seen)).toBe(info.classes.length - 1)
      }
    })

    it('is the same for the same seed', async () => {
      const again = await dataset.load({ source, rng: Rng.stream(1, 'data') })
      expect(again.hash).toBe(data.hash)
      expect(example(again.train, 17, size)).toEqual(example(data.train, 17, size))
      again.dispose()
      const other = await dataset.load({ source, rng: Rng.stream(2, 'data') })
      expect(other.hash === data.hash).toBe(info.kind === 'image') // images are given, points are drawn
      other.dispose()
    })

    it('tells its progress, never backwards, up to the whole', () => {
      const loaded = progress.map(([count]) => count)
      expect(loaded).toEqual([...loaded].sort((a, b) => a - b))
      expect(progress.at(-1)).toEqual([info.count, info.count])
    })

    it('has nothing left to retry', async () => {
      await data.retry()
      expect(data.train.available).toBe(info.count)
    })
  },
)
