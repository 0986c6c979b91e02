import { type IDBPDatabase, type IDBPTransaction, openDB, type StoreNames } from 'idb'
import type { GanvasSchema } from './schema'

export type Database = IDBPDatabase<GanvasSchema>
type Store = StoreNames<GanvasSchema>
type Upgrade = IDBPTransaction<GanvasSchema, Store[], 'versionchange'>
export type Migration = (db: Database, transaction: Upgrade) => void | Promise<void>

/**
 * How the database came to be: entry n leads from version n to n + 1. To change the schema, add an entry that also
 * brings the rows along; never change one that was released. It runs within one transaction: it succeeds as a whole,
 * or the old version stays. It may await requests of `transaction`, and nothing else.
 */
export const migrations: readonly Migration[] = [
  (db) => {
    db.createObjectStore('runs', { keyPath: 'id' })
    db.createObjectStore('checkpoints', { keyPath: ['runId', 'step'] })
    db.createObjectStore('bytes')
    db.createObjectStore('frames', { keyPath: ['runId', 'step', 'probe'] })
  },
]

/**
 * Opens the database, brought up to date. Rejects where the browser has none to give (a private window, a blocked
 * site, a newer version in use). `lost` is called when it can no longer be used: closed by the browser, or given up
 * for a newer page.
 */
export async function openDatabase(
  lost: () => void = () => {},
  steps: readonly Migration[] = migrations,
): Promise<Database> {
  if (typeof indexedDB === 'undefined') throw new Error('This browser gives the page no storage.')
  let opened: Database | null = null
  opened = await openDB<GanvasSchema>('ganvas', steps.length, {
    async upgrade(db, from, _to, transaction) {
      try {
        for (const step of steps.slice(from)) await step(db, transaction)
      } catch {
        transaction.done.catch(() => {}) // opening rejects
        transaction.abort() // an exception alone would leave the new version with half of its rows
      }
    },
    // A newer page in another tab waits for this one to let go.
    blocking() {
      opened?.close()
      lost()
    },
    terminated: lost,
  })
  return opened
}

/**
 * One transaction: everything that `work` does happens, or nothing. Also what was asked for before an exception is
 * taken back. `work` may await requests of the transaction, and nothing else.
 */
export async function write<Names extends Store[], T>(
  db: Database,
  stores: [...Names],
  work: (transaction: IDBPTransaction<GanvasSchema, Names, 'readwrite'>) => Promise<T>,
): Promise<T> {
  const transaction = db.transaction<Names, 'readwrite'>(stores as Names, 'readwrite')
  const done = transaction.done
  done.catch(() => {}) // awaited below where it is the first to fail
  try {
    const result = await work(transaction)
    await done
    return result
  } catch (error) {
    try {
      transaction.abort()
    } catch {
      // It has ended already.
    }
    throw error
  }
}
