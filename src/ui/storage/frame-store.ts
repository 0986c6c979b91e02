import { type Database, write } from './database'
import { rangeOf } from './ranges'
import type { FrameKey, StoredFrame } from './schema'

/** Films of runs: pictures of moments by run, step and probe. What they hold is the business of who writes them. */
export class FrameStore {
  constructor(private readonly db: Database) {}

  /** All or none of them; a frame of the same run, step and probe is replaced. */
  put(frames: StoredFrame[]): Promise<void> {
    return write(this.db, ['frames'], async ({ store }) => {
      for (const frame of frames) await store.put(frame)
    })
  }

  /** Which frames a run has, by step, without reading them. */
  async keys(runId: string): Promise<FrameKey[]> {
    const keys = await this.db.getAllKeys('frames', rangeOf(runId))
    return keys.map(([, step, probe]) => ({ step, probe }))
  }

  get(runId: string, step: number, probe: string): Promise<StoredFrame | undefined> {
    return this.db.get('frames', [runId, step, probe])
  }

  /** Every frame between two steps (inclusive), by step. */
  between(runId: string, from: number, to: number): Promise<StoredFrame[]> {
    return this.db.getAll('frames', IDBKeyRange.bound([runId, from], [runId, to, []]))
  }

  remove(runId: string, keys: FrameKey[]): Promise<void> {
    return write(this.db, ['frames'], async ({ store }) => {
      for (const { step, probe } of keys) await store.delete([runId, step, probe])
    })
  }
}
