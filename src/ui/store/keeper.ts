import type { SavedRun } from '../../protocol/api'
import { datasetOf } from '../../protocol/config'
import type { Measured } from '../../protocol/history'
import { baseOf } from '../../protocol/recipes'
import type { Session } from '../client/client'
import { bestOf } from '../storage/best'
import { pictureOf } from '../storage/picture'
import type { StoredRun } from '../storage/schema'
import type { Shelf } from '../storage/shelf'
import type { RunRecord } from './record'
import type { PageStore, RunIdentity } from './state'

/** Enough to go on with a run after its worker died. */
export interface Kept {
  bytes: Uint8Array
  run: RunIdentity
}

/** What the keeper asks of the conductor. */
interface Standing {
  readonly session: Session | null
  /** Whether a run stands in the worker. */
  readonly stands: boolean
}

/** The first save of a run comes early, and saves never crowd. */
const soonest = 2000
/** Bytes a millisecond that saves may write: large checkpoints are written less often, but not less than each `longest`. */
const pace = 1000
const longest = 15_000

/**
 * Keeps the run: its last checkpoint in memory, so that it outlives its worker, and on the shelf, so that it outlives
 * the page. By time, by step (whenever the run has doubled its length), when it pauses, and when the page is hidden.
 */
export class Keeper {
  kept: Kept | null = null
  #taking: Promise<void> | null = null
  #again = false
  #drawing = false
  #last = { at: Number.NEGATIVE_INFINITY, step: 0, cost: 0, size: 0 }

  constructor(
    readonly store: PageStore,
    readonly record: RunRecord,
    readonly standing: Standing,
    readonly shelf: Shelf,
    readonly every = 3000,
    readonly now: () => number = () => performance.now(),
  ) {}

  /** Begins to watch; returns what ends it. */
  watch(): () => void {
    const timer = setInterval(() => this.#poll(), Math.min(1000, this.every))
    const stop = this.store.subscribe(({ status }, former) => {
      if (former.status.state === 'running' && status.state === 'paused') void this.take()
    })
    // The last moment at which a browser lets a page work; a phone gives no other sign before it ends the tab.
    const hidden = () => {
      if (document.visibilityState === 'hidden') void this.take()
    }
    const leave = () => void this.take()
    document.addEventListener('visibilitychange', hidden)
    window.addEventListener('pagehide', leave)
    return () => {
      clearInterval(timer)
      stop()
      document.removeEventListener('visibilitychange', hidden)
      window.removeEventListener('pagehide', leave)
    }
  }

  forget(): void {
    this.kept = null
    this.#last = { at: this.now(), step: 0, cost: 0, size: 0 }
  }

  /** Takes a checkpoint. One that is under way when it is asked for is followed by another. */
  async take(): Promise<void> {
    if (this.#taking) {
      this.#again = true
      return this.#taking
    }
    this.#taking = this.#takeNow().finally(() => {
      this.#taking = null
    })
    await this.#taking
    if (this.#again) {
      this.#again = false
      await this.take()
    }
  }

  /** Puts a checkpoint on the shelf. */
  async keep(
    saved: SavedRun,
    run: RunIdentity,
    row = this.#row(saved, run, this.record.measures),
  ): Promise<boolean> {
    if (!saved.finite || saved.step === 0 || !row) return false
    return this.shelf.save(row, saved)
  }

  #poll(): void {
    const { status } = this.store.getState()
    if (status.state !== 'running' || this.#taking) return
    const since = this.now() - this.#last.at
    // A checkpoint that takes long to make is made less often.
    const pause = Math.max(Math.min(soonest, this.every), 20 * this.#last.cost)
    if (since < pause && since >= 0) return
    const due = Math.max(this.every, Math.min(longest, this.#last.size / pace))
    if (since < 0 || since >= due || status.step >= 2 * Math.max(1, this.#last.step)) void this.take()
  }

  async #takeNow(): Promise<void> {
    const { run, status } = this.store.getState()
    const { session } = this.standing
    if (!run || !session || !this.standing.stands || status.step === 0) return
    const began = this.now()
    const { measures } = this.record
    try {
      const saved = await session.checkpoint()
      const cost = this.now() - began
      if (!saved?.finite || saved.step === 0) return
      const row = this.#row(saved, run, measures)
      const same = this.store.getState().run === run && this.standing.stands
      // A run that was replaced in the meantime is not the one to come back to.
      if (same) this.kept = { bytes: saved.bytes, run }
      const kept = await this.keep(saved, run, row)
      if (!same) return
      this.#last = { at: this.now(), step: saved.step, cost, size: saved.bytes.length }
      if (kept) void this.#illustrate(run)
    } catch {
      // The worker died; the former checkpoint stays.
      this.#last = { ...this.#last, at: this.now() }
    }
  }

  /** A picture of its own for the run that was kept. A browser may take a second to encode it: no checkpoint waits for that. */
  async #illustrate(run: RunIdentity): Promise<void> {
    const { catalogue, config, run: standing } = this.store.getState()
    const frame = this.record.present.get('samples')
    if (!catalogue || !config || !frame || standing !== run || this.#drawing) return
    this.#drawing = true
    try {
      const picture = await pictureOf(frame, datasetOf(catalogue, config.data))
      if (picture && this.shelf.state === 'ready') await this.shelf.store?.change(run.id, { picture })
    } catch {
      // The run keeps its former picture.
    } finally {
      this.#drawing = false
    }
  }

  #row(
    { config, step, elapsedMs }: SavedRun,
    run: RunIdentity,
    measures: readonly Measured[],
  ): StoredRun | null {
    const { catalogue } = this.store.getState()
    if (!catalogue) return null
    const now = Date.now()
    return {
      id: run.id,
      name: baseOf(catalogue, config).title,
      note: '',
      config,
      created: now,
      updated: now,
      step,
      elapsedMs,
      best: bestOf(
        catalogue,
        measures.filter((measured) => measured.step <= step),
      ),
      ...(run.parent ? { parent: run.parent } : {}),
    }
  }
}
