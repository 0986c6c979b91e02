import { type Database, write } from './database'
import { FrameStore } from './frame-store'
import { rangeAfter, rangeOf } from './ranges'
import type { StoredCheckpoint, StoredRun } from './schema'
import { thinned } from './thin'

/** A checkpoint that is to be kept. Its weights are finite: the store takes it for one that can be gone back to. */
export interface NewCheckpoint {
  step: number
  elapsedMs: number
  bytes: Uint8Array
}

/** What the person says of a run, and its picture. */
export type RunChange = Partial<Pick<StoredRun, 'name' | 'note' | 'deleted' | 'picture'>>

/** Checkpoints kept of one run; more of them are thinned, evenly on a logarithmic scale. */
const perRun = 12

/**
 * Runs and their checkpoints in IndexedDB. Each method is one transaction: it happens as a whole or, where the
 * browser refuses or dies in the middle, not at all. Methods reject with the browser's error.
 */
export class RunStore {
  readonly frames: FrameStore
  /** The run saved last, with its time: no clock that was set puts it behind an older one. */
  #latest: Pick<StoredRun, 'id' | 'updated'> | null = null

  constructor(
    private readonly db: Database,
    private readonly now: () => number = Date.now,
  ) {
    this.frames = new FrameStore(db)
  }

  close(): void {
    this.db.close()
  }

  /** Runs that were not deleted, the latest first. */
  async runs(): Promise<StoredRun[]> {
    const runs = await this.db.getAll('runs')
    return runs.filter((run) => run.deleted === undefined).sort((a, b) => b.updated - a.updated)
  }

  run(id: string): Promise<StoredRun | undefined> {
    return this.db.get('runs', id)
  }

  /**
   * The run and where it stands, together. What the run had after that step (it went back) goes with the same
   * transaction, and so do checkpoints that have enough others around them. What the person said of the run, and
   * where it came from, stay as they are stored.
   */
  save(run: StoredRun, checkpoint: NewCheckpoint): Promise<void> {
    const { step, elapsedMs, bytes } = checkpoint
    return write(this.db, ['runs', 'checkpoints', 'bytes', 'frames'], async (transaction) => {
      const runs = transaction.objectStore('runs')
      const checkpoints = transaction.objectStore('checkpoints')
      const contents = transaction.objectStore('bytes')
      const later = rangeAfter(run.id, step)
      // One after another: of several requests at once, all but the first to fail would fail unheard.
      await checkpoints.delete(later)
      await contents.delete(later)
      await transaction.objectStore('frames').delete(later)
      const at = this.now()
      const former = await runs.get(run.id)
      this.#latest ??= (await runs.getAll()).sort((a, b) => b.updated - a.updated)[0] ?? null
      const least = this.#latest ? this.#latest.updated + Number(this.#latest.id !== run.id) : at
      const updated = Math.max(at, least)
      this.#latest = { id: run.id, updated }
      await checkpoints.put({ runId: run.id, step, size: bytes.length, elapsedMs, at })
      await contents.put(bytes, [run.id, step])
      const kept = former && {
        name: former.name,
        note: former.note,
        created: former.created,
        parent: former.parent,
        deleted: former.deleted,
      }
      const picture = run.picture ?? former?.picture
      await runs.put({ ...run, ...(picture && { picture }), updated, step, elapsedMs, ...kept })
      const steps = (await checkpoints.getAllKeys(rangeOf(run.id))).map(([, each]) => each)
      for (const each of thinned(steps, perRun)) {
        await checkpoints.delete([run.id, each])
        await contents.delete([run.id, each])
      }
    })
  }

  /** A run's checkpoints by step, without their bytes. */
  checkpoints(id: string): Promise<StoredCheckpoint[]> {
    return this.db.getAll('checkpoints', rangeOf(id))
  }

  /** The bytes of a checkpoint; of the newest one where no step is given. */
  async checkpoint(id: string, step?: number): Promise<Uint8Array | undefined> {
    if (step !== undefined) return this.db.get('bytes', [id, step])
    const { store } = this.db.transaction('bytes')
    return (await store.openCursor(rangeOf(id), 'prev'))?.value
  }

  /** Name, note, deletion, picture. `deleted: undefined` takes a deletion back. */
  async change(id: string, change: RunChange): Promise<void> {
    await write(this.db, ['runs'], async ({ store }) => {
      const run = await store.get(id)
      if (run) await store.put({ ...run, ...change })
    })
  }

  /** Lets go for good of runs deleted longer ago than `age` milliseconds. */
  async purge(age: number): Promise<void> {
    const runs = await this.db.getAll('runs')
    for (const { id, deleted } of runs)
      if (deleted !== undefined && Math.abs(this.now() - deleted) >= age) await this.#erase(id)
  }

  /**
   * Makes at least `wanted` bytes free: deleted runs first, then intermediate checkpoints of the run that was trained
   * longest ago, then of the next; then films in the same order. A run's newest checkpoint always stays. Returns
   * how many bytes went, of how many runs, and whether films were among them.
   */
  async thin(wanted: number): Promise<{ freed: number; runs: number; films: boolean }> {
    await this.purge(0)
    const oldest = (await this.runs()).reverse()
    const touched = new Set<string>()
    let freed = 0
    let films = false
    for (const left of [4, 1]) {
      for (const { id } of oldest) {
        if (freed >= wanted) return { freed, runs: touched.size, films }
        const gone = await this.#thinRun(id, left)
        if (gone) touched.add(id)
        freed += gone
      }
    }
    for (const { id } of oldest) {
      if (freed >= wanted) break
      const gone = await this.#eraseFilm(id)
      if (gone) touched.add(id)
      films ||= gone > 0
      freed += gone
    }
    return { freed, runs: touched.size, films }
  }

  #thinRun(id: string, left: number): Promise<number> {
    return write(this.db, ['checkpoints', 'bytes'], async (transaction) => {
      const checkpoints = transaction.objectStore('checkpoints')
      const rows = await checkpoints.getAll(rangeOf(id))
      const gone = new Set(
        thinned(
          rows.map((row) => row.step),
          left,
        ),
      )
      let freed = 0
      for (const { step, size } of rows) {
        if (!gone.has(step)) continue
        await checkpoints.delete([id, step])
        await transaction.objectStore('bytes').delete([id, step])
        freed += size
      }
      return freed
    })
  }

  #eraseFilm(id: string): Promise<number> {
    return write(this.db, ['frames'], async ({ store }) => {
      let freed = 0
      let cursor = await store.openCursor(rangeOf(id))
      while (cursor) {
        freed += cursor.value.bytes.length
        await cursor.delete()
        cursor = await cursor.continue()
      }
      return freed
    })
  }

  #erase(id: string): Promise<void> {
    return write(this.db, ['runs', 'checkpoints', 'bytes', 'frames'], async (transaction) => {
      await transaction.objectStore('runs').delete(id)
      for (const name of ['checkpoints', 'bytes', 'frames'] as const)
        await transaction.objectStore(name).delete(rangeOf(id))
    })
  }
}
