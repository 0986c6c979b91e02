import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { openDatabase } from '../../../src/ui/storage/database'
import { RunStore } from '../../../src/ui/storage/run-store'
import type { StoredRun } from '../../../src/ui/storage/schema'

/** An empty IndexedDB, as in a browser that has not seen the page. */
export function freshBrowser(): void {
  globalThis.indexedDB = new IDBFactory()
}

export const openStore = async (now?: () => number) => new RunStore(await openDatabase(), now)

export const aRun = (id: string, change: Partial<StoredRun> = {}): StoredRun => ({
  id,
  name: `Run ${id}`,
  note: '',
  config: {
    data: 'ring',
    model: 'gan',
    seed: 1,
    stop: { unit: 'never', amount: 1 },
    settings: { latentDim: 2 },
  },
  created: 1000,
  updated: 1000,
  step: 0,
  elapsedMs: 0,
  best: {},
  ...change,
})

/** A checkpoint whose bytes say its step. */
export const at = (step: number, size = 16) => ({
  step,
  elapsedMs: step * 10,
  bytes: new Uint8Array(size).fill(step % 251),
})
