import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Rng } from '../../../src/engine/core/rng'
import { decodeCheckpoint } from '../../../src/engine/formats/checkpoint-file'
import type { RunStore } from '../../../src/ui/storage/run-store'
import { Shelf } from '../../../src/ui/storage/shelf'
import { makeSession, smallConfig } from '../../support/session'
import { failAt, mortal } from './broken-browser'
import { aRun, at, freshBrowser, openStore } from './support'

beforeEach(freshBrowser)
let heal: () => unknown = () => {}
afterEach(() => heal())

/** Whatever happened, a run stands whole: its row says where its newest checkpoint is, and all bytes are there. */
async function expectWhole(store: RunStore, allowed: number[]): Promise<number> {
  const [run] = await store.runs()
  const checkpoints = await store.checkpoints('a')
  expect(allowed).toContain(run!.step)
  expect(checkpoints.at(-1)!.step).toBe(run!.step)
  for (const { step, size } of checkpoints) {
    const bytes = await store.checkpoint('a', step)
    expect(bytes).toEqual(at(step).bytes)
    expect(bytes).toHaveLength(size)
  }
  return run!.step
}

describe.each(['throw', 'abort'] as const)('IndexedDB that fails (%s)', (how) => {
  it('at any one call leaves the former checkpoint or has the new one, whole', async () => {
    const outcomes = new Set<number>()
    let calls = Number.POSITIVE_INFINITY
    for (let n = 1; n <= calls; n++) {
      freshBrowser()
      const store = await openStore()
      for (const step of [5, 10]) await store.save(aRun('a'), at(step))
      const mend = failAt(n, how)
      heal = mend
      const kept = await store.save(aRun('a'), at(20)).then(
        () => true,
        () => false,
      )
      const made = mend()
      calls = kept && made < n ? 0 : n + 1
      const step = await expectWhole(store, [10, 20])
      if (kept) expect(step).toBe(20)
      outcomes.add(step)
      store.close()
    }
    expect([...outcomes].sort()).toEqual([10, 20])
  })

  it('at any one call is tried again by the shelf, told once at most, and never thrown', async () => {
    for (let n = 1; n <= 14; n++) {
      freshBrowser()
      const told: string[] = []
      const shelf = new Shelf(
        () => {},
        (text) => told.push(text),
        undefined,
      )
      await shelf.open()
      await shelf.save(aRun('a'), at(10))
      const mend = failAt(n, how)
      heal = mend
      await shelf.save(aRun('a'), at(20))
      mend()
      expect(told.length).toBeLessThanOrEqual(1)
      // One failure is mended by the second try.
      await expectWhole(shelf.store!, [20])
      shelf.close()
    }
  })
})

describe('storage that is refused', () => {
  const opened = async (quota?: { usage: number; quota: number }) => {
    const told: string[] = []
    const states: string[] = []
    const shelf = new Shelf(
      (state) => states.push(state),
      (text) => told.push(text),
      quota && { estimate: async () => quota },
    )
    await shelf.open()
    return { shelf, told, states }
  }

  it('from the beginning (a private window) is told once, and saving does nothing', async () => {
    heal = failAt(1, 'throw', 'SecurityError')
    const { shelf, told, states } = await opened()
    expect(states.at(-1)).toBe('none')
    expect(await shelf.save(aRun('a'), at(10))).toBe(false)
    expect(await shelf.save(aRun('a'), at(20))).toBe(false)
    expect(told).toHaveLength(1)
    expect(told[0]).toMatch(/keeps nothing/)
  })

  it('for want of room: older intermediate checkpoints go, then it is tried again', async () => {
    const { shelf, told } = await opened()
    for (const step of [1, 2, 4, 8, 16, 32, 64]) await shelf.save(aRun('a'), at(step))
    const { put } = IDBObjectStore.prototype
    let full = true
    IDBObjectStore.prototype.put = function (...parameters) {
      if (full) {
        full = false
        throw new DOMException('Full.', 'QuotaExceededError')
      }
      return put.apply(this, parameters)
    }
    heal = () => {
      IDBObjectStore.prototype.put = put
    }
    expect(await shelf.save(aRun('a'), at(128))).toBe(true)
    expect(told.join()).toMatch(/older intermediate checkpoints of a run were let go/)
    const steps = (await shelf.store!.checkpoints('a')).map(({ step }) => step)
    expect(steps.length).toBeLessThan(8)
    await expectWhole(shelf.store!, [128])
    // A disk that stays full is told once; the former checkpoint stays.
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('Full.', 'QuotaExceededError')
    }
    expect(await shelf.save(aRun('a'), at(256))).toBe(false)
    expect(await shelf.save(aRun('a'), at(512))).toBe(false)
    IDBObjectStore.prototype.put = put
    expect(told.filter((text) => /no more room/.test(text))).toHaveLength(1)
    await expectWhole(shelf.store!, [128])
  })

  it('makes room before the quota is reached', async () => {
    const quota = { usage: 0, quota: 1000 }
    const { shelf, told } = await opened(quota)
    for (const step of [1, 2, 4, 8, 16, 32]) await shelf.save(aRun('a'), at(step, 16))
    expect(told).toEqual([])
    quota.usage = 800
    await shelf.save(aRun('a'), at(64, 16))
    expect(told.join()).toMatch(/nearly full/)
    await expectWhole(shelf.store!, [64])
  })
})

it('a worker or tab killed at fifty random moments, saves included, loses nothing that was saved', async () => {
  const random = Rng.stream(11, 'kills')
  const config = smallConfig('ring', 'gan')
  const tab = mortal()
  heal = tab.heal
  let reached = 0
  let duringSave = 0
  for (let kill = 0; kill < 50; kill++) {
    // A new visit: a new worker, the run from where it stood.
    const { session, service } = makeSession()
    await session.chooseBackend('auto')
    const store = await openStore()
    const [run] = await store.runs()
    const newest = run && (await store.checkpoint('a'))
    expect(run?.step ?? 0).toBe(reached) // what was saved is there, and nothing else
    if (newest) {
      expect(decodeCheckpoint(newest).checkpoint.header.step).toBe(reached)
      await service.restore(newest)
    } else await session.prepare(config)
    let alive = true
    let saving = false
    const work = (async () => {
      while (alive) {
        for (let i = 0; i < 2 && alive; i++) await session.step()
        const saved = alive && (await service.checkpoint())
        if (!saved || !alive) break
        saving = true
        await store.save(aRun('a', { config }), saved)
        reached = saved.step
        saving = false
      }
    })().catch(() => {})
    const moments = 3 + random.integer(60)
    for (let i = 0; i < moments; i++) await new Promise((resolve) => setImmediate(resolve))
    alive = false
    if (saving) duringSave++
    tab.kill()
    await work
    store.close()
    await session.pause()
    session.run?.dispose()
  }
  tab.heal()
  expect(duringSave).toBeGreaterThan(3)
  expect(reached).toBeGreaterThan(50)

  // And what all those lives computed is what one life computes.
  const store = await openStore()
  const patched = decodeCheckpoint((await store.checkpoint('a'))!)
  const one = makeSession()
  await one.session.chooseBackend('auto')
  await one.session.prepare(config)
  for (let i = 0; i < reached; i++) await one.session.step()
  const whole = decodeCheckpoint((await one.service.checkpoint())!.bytes)
  expect(patched.checkpoint.tensors).toEqual(whole.checkpoint.tensors)
  expect(patched.checkpoint.header.noise).toEqual(whole.checkpoint.header.noise)
  expect([...patched.history.steps]).toEqual([...whole.history.steps])
})
