import { beforeEach, describe, expect, it } from 'vitest'
import { migrations, openDatabase } from '../../../src/ui/storage/database'
import { RunStore } from '../../../src/ui/storage/run-store'
import { thinned } from '../../../src/ui/storage/thin'
import { aRun, at, freshBrowser, openStore } from './support'

beforeEach(freshBrowser)

const stepsOf = async (store: RunStore, id: string) => (await store.checkpoints(id)).map(({ step }) => step)

describe('the store', () => {
  it('keeps a run with its checkpoints over a reload', async () => {
    const first = await openStore(() => 5000)
    await first.save(aRun('a'), at(10))
    await first.save(aRun('a', { best: { modes: { step: 20, value: 7 } } }), at(20))
    first.close()
    const store = await openStore()
    expect(await store.runs()).toEqual([
      aRun('a', { step: 20, elapsedMs: 200, updated: 5000, best: { modes: { step: 20, value: 7 } } }),
    ])
    expect(await store.checkpoints('a')).toEqual([
      { runId: 'a', step: 10, size: 16, elapsedMs: 100, at: 5000 },
      { runId: 'a', step: 20, size: 16, elapsedMs: 200, at: 5000 },
    ])
    expect(await store.checkpoint('a')).toEqual(at(20).bytes)
    expect(await store.checkpoint('a', 10)).toEqual(at(10).bytes)
    expect(await store.checkpoint('b')).toBeUndefined()
    store.close()
  })

  it('lists the latest first, and does not mix runs whose ids begin alike', async () => {
    let now = 0
    const store = await openStore(() => ++now)
    await store.save(aRun('a'), at(1))
    await store.save(aRun('ab'), at(2))
    await store.save(aRun('a0'), at(3))
    await store.save(aRun('a'), at(4))
    expect((await store.runs()).map(({ id }) => id)).toEqual(['a', 'a0', 'ab'])
    expect(await stepsOf(store, 'a')).toEqual([1, 4])
  })

  it('has the last saved run first, whatever the clock does', async () => {
    let now = 1e12
    const store = await openStore(() => now)
    await store.save(aRun('before'), at(10))
    now -= 30 * 86_400_000 // the clock was a month ahead
    await store.save(aRun('after'), at(10))
    expect((await store.runs()).map(({ id }) => id)).toEqual(['after', 'before'])
    store.close()
    // A later visit knows of it, too.
    const later = await openStore(() => now)
    await later.save(aRun('before'), at(20))
    expect((await later.runs()).map(({ id, step }) => [id, step])).toEqual([
      ['before', 20],
      ['after', 10],
    ])
  })

  it('lets go of what came after the step to which a run went back', async () => {
    const store = await openStore()
    for (const step of [10, 20, 30]) await store.save(aRun('a'), at(step))
    await store.save(aRun('b'), at(30))
    const frame = (step: number) => ({ runId: 'a', step, probe: 'samples', bytes: at(step).bytes })
    await store.frames.put([frame(5), frame(15), frame(25)])
    await store.save(aRun('a'), at(15))
    expect(await stepsOf(store, 'a')).toEqual([10, 15])
    expect(await store.checkpoint('a', 20)).toBeUndefined()
    expect(await store.checkpoint('a')).toEqual(at(15).bytes)
    expect((await store.frames.keys('a')).map(({ step }) => step)).toEqual([5, 15])
    expect(await stepsOf(store, 'b')).toEqual([30])
  })

  it('keeps name, note and origin as the person left them when the run is saved again', async () => {
    const store = await openStore()
    await store.save(aRun('a', { parent: { id: 'trunk', step: 3 } }), at(10))
    await store.change('a', { name: 'Mine', note: 'smooth' })
    await store.save(aRun('a', { name: 'GAN on Ring' }), at(20))
    expect(await store.run('a')).toMatchObject({
      name: 'Mine',
      note: 'smooth',
      parent: { id: 'trunk', step: 3 },
      step: 20,
    })
  })

  it('deletes with a way back, and for good only later', async () => {
    let now = 1000
    const store = await openStore(() => now)
    await store.save(aRun('a'), at(10))
    await store.frames.put([{ runId: 'a', step: 1, probe: 'samples', bytes: new Uint8Array(3) }])
    await store.change('a', { deleted: now })
    expect(await store.runs()).toEqual([])
    now = 1500
    await store.purge(1000)
    await store.change('a', { deleted: undefined })
    expect((await store.runs()).map(({ id }) => id)).toEqual(['a'])
    expect(await store.checkpoint('a')).toEqual(at(10).bytes)
    await store.change('a', { deleted: now })
    now = 2600
    await store.purge(1000)
    expect(await store.run('a')).toBeUndefined()
    expect(await store.checkpoint('a')).toBeUndefined()
    expect(await store.frames.keys('a')).toEqual([])
  })

  it('holds a bounded number of checkpoints of a run that goes on and on, old and new ones', async () => {
    const store = await openStore()
    for (let step = 100; step <= 10_000; step += 100) await store.save(aRun('a'), at(step))
    const steps = await stepsOf(store, 'a')
    expect(steps).toHaveLength(12)
    expect(steps[0]).toBe(100)
    expect(steps.at(-1)).toBe(10_000)
    // Evenly by ratio: nowhere a gap of more than a factor of three.
    for (let i = 1; i < steps.length; i++) expect(steps[i]! / steps[i - 1]!).toBeLessThanOrEqual(3)
    for (const step of steps) expect(await store.checkpoint('a', step)).toEqual(at(step).bytes)
  })
})

describe('making room', () => {
  const filled = async () => {
    let now = 0
    const store = await openStore(() => ++now)
    for (const id of ['old', 'new'])
      for (const step of [1, 2, 4, 8, 16, 32]) await store.save(aRun(id), at(step, 1000))
    return store
  }

  it('takes intermediate checkpoints of the oldest run first', async () => {
    const store = await filled()
    expect(await store.thin(1500)).toEqual({ freed: 2000, runs: 1, films: false })
    expect((await stepsOf(store, 'old')).length).toBe(4)
    expect((await stepsOf(store, 'new')).length).toBe(6)
  })

  it('never takes the newest checkpoint of a run, however much is wanted', async () => {
    const store = await filled()
    await store.frames.put([{ runId: 'old', step: 1, probe: 'samples', bytes: new Uint8Array(300) }])
    expect(await store.thin(1e9)).toEqual({ freed: 10 * 1000 + 300, runs: 2, films: true })
    expect(await stepsOf(store, 'old')).toEqual([32])
    expect(await stepsOf(store, 'new')).toEqual([32])
    expect(await store.checkpoint('old')).toEqual(at(32, 1000).bytes)
    expect(await store.frames.keys('old')).toEqual([])
  })

  it('thins evenly by ratio', () => {
    expect(thinned([1, 2, 4, 8, 9, 16], 5)).toEqual([9])
    expect(thinned([1, 2, 3], 1)).toEqual([2, 1])
    expect(thinned([7], 1)).toEqual([])
    expect(thinned([], 0)).toEqual([])
  })
})

describe('films', () => {
  it('are kept by run, step and probe', async () => {
    const { frames } = await openStore()
    const frame = (runId: string, step: number, probe: string) => ({
      runId,
      step,
      probe,
      bytes: new Uint8Array([step]),
    })
    await frames.put([frame('a', 1, 'samples'), frame('a', 1, 'heat-map'), frame('a', 10, 'samples')])
    await frames.put([frame('b', 5, 'samples')])
    expect(await frames.keys('a')).toEqual([
      { step: 1, probe: 'heat-map' },
      { step: 1, probe: 'samples' },
      { step: 10, probe: 'samples' },
    ])
    expect(await frames.get('a', 10, 'samples')).toEqual(frame('a', 10, 'samples'))
    expect((await frames.between('a', 2, 10)).map(({ step }) => step)).toEqual([10])
    await frames.remove('a', [{ step: 1, probe: 'samples' }])
    expect(await frames.keys('a')).toHaveLength(2)
  })
})

describe('versions', () => {
  it('are migrated with the rows brought along', async () => {
    const first = await openStore()
    await first.save(aRun('a'), at(10))
    first.close()
    // A later version, for example one that keeps a colour with each run.
    const later = [
      ...migrations,
      async (_db: unknown, transaction: Parameters<(typeof migrations)[0]>[1]) => {
        let cursor = await transaction.objectStore('runs').openCursor()
        while (cursor) {
          await cursor.update({ ...cursor.value, note: 'brought along' })
          cursor = await cursor.continue()
        }
      },
    ]
    const db = await openDatabase(() => {}, later)
    expect(db.version).toBe(migrations.length + 1)
    const store = new RunStore(db)
    expect((await store.run('a'))?.note).toBe('brought along')
    expect(await store.checkpoint('a')).toEqual(at(10).bytes)
    store.close()
  })

  it('that fail half way leave the former one whole', async () => {
    const first = await openStore()
    await first.save(aRun('a'), at(10))
    first.close()
    const broken = [
      ...migrations,
      async (_db: unknown, transaction: Parameters<(typeof migrations)[0]>[1]) => {
        await transaction.objectStore('runs').clear()
        throw new Error('on purpose')
      },
    ]
    await expect(openDatabase(() => {}, broken)).rejects.toThrow()
    const store = await openStore()
    expect((await store.runs()).map(({ id }) => id)).toEqual(['a'])
    store.close()
  })

  it('newer than this page are refused, and an older page in another tab lets go', async () => {
    let lost = 0
    await openDatabase(() => lost++)
    const newer = await openDatabase(() => {}, [...migrations, () => {}])
    expect(lost).toBe(1)
    await expect(openDatabase()).rejects.toThrow()
    newer.close()
  })
})
