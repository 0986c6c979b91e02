import { openDatabase } from './database'
import { TabLock } from './lock'
import { type NewCheckpoint, RunStore } from './run-store'
import type { StoredRun } from './schema'

/**
 * `opening` · `ready` this tab keeps its runs · `reading` another tab does, and this one may only look · `none` the
 * browser gives no storage.
 */
export type ShelfState = 'opening' | 'ready' | 'reading' | 'none'

/** Deleted runs can be had back for this long, in milliseconds. */
const undoFor = 3_600_000
/** Share of the browser's quota from which on room is made. */
const fullAt = 0.8

const noStorage =
  'This browser keeps nothing for this page (a private window, perhaps), so the run is lost when the tab closes. Training goes on; export what you want to keep.'
const noRoom =
  'The browser has no more room for this run’s checkpoints. Training goes on and the former checkpoint stays; delete runs that you no longer need, or export this one.'
const fails =
  'The last checkpoint could not be written. Training goes on and the former one stays; it is tried again soon.'

/** The part of `navigator.storage` that is needed. */
type Quota = Pick<StorageManager, 'estimate'>

/**
 * The runs kept in this browser, with all that can go wrong: no storage, no room, a connection that breaks, another
 * tab. Nothing here throws because of them; each is told once, and the run goes on.
 */
export class Shelf {
  #store: RunStore | null = null
  #state: ShelfState = 'opening'
  #told = new Set<string>()
  readonly #lock: TabLock

  constructor(
    private readonly changed: (state: ShelfState) => void,
    private readonly tell: (text: string, level: 'info' | 'warning') => void,
    private readonly quota: Quota | undefined = globalThis.navigator?.storage,
    locks?: LockManager,
  ) {
    this.#lock = new TabLock((mine) => this.#turn(mine), locks)
  }

  get state(): ShelfState {
    return this.#state
  }

  /** Null where there is none. For what only looks; whatever writes asks `state` first. */
  get store(): RunStore | null {
    return this.#store
  }

  async open(): Promise<void> {
    try {
      await this.#connect()
    } catch {
      this.#become('none')
      this.#tellOnce(noStorage)
      return
    }
    await this.#lock.ask()
    if (this.#state === 'ready') await this.#store?.purge(undoFor).catch(() => {})
  }

  close(): void {
    this.#lock.end()
    this.#store?.close()
    this.#store = null
  }

  takeOver(): void {
    this.#lock.takeOver()
  }

  /** Whether it was kept. */
  async save(run: StoredRun, checkpoint: NewCheckpoint): Promise<boolean> {
    if (this.#state !== 'ready') return false
    try {
      await this.#makeRoom(checkpoint.bytes.length)
      await this.#write(run, checkpoint)
      this.#told.delete(fails)
      return true
    } catch (error) {
      this.#tellOnce(isQuota(error) ? noRoom : fails)
      return false
    }
  }

  /** Tries a second time after what can be mended. */
  async #write(run: StoredRun, checkpoint: NewCheckpoint): Promise<void> {
    try {
      await (this.#store ?? (await this.#connect())).save(run, checkpoint)
    } catch (error) {
      if (isQuota(error)) await this.#thin(2 * checkpoint.bytes.length)
      else {
        this.#store?.close()
        await this.#connect()
      }
      await this.#store!.save(run, checkpoint)
    }
  }

  async #makeRoom(size: number): Promise<void> {
    const { usage = 0, quota = 0 } = (await this.quota?.estimate().catch(() => null)) ?? {}
    const over = usage + size - fullAt * quota
    if (quota > 0 && over > 0) await this.#thin(over)
  }

  async #thin(wanted: number): Promise<void> {
    const { freed, runs, films } = (await this.#store?.thin(wanted)) ?? { freed: 0, runs: 0, films: false }
    if (!freed) return
    const what = films ? 'older intermediate checkpoints and films' : 'older intermediate checkpoints'
    const whose = runs === 1 ? 'a run' : `${runs} runs`
    const size = (freed / 2 ** 20).toFixed(1)
    this.tell(
      `The browser’s storage was nearly full: ${what} of ${whose} were let go (${size} MB). The latest checkpoint of every run is kept.`,
      'info',
    )
  }

  async #connect(): Promise<RunStore> {
    this.#store = null
    const store: RunStore = new RunStore(
      await openDatabase(() => {
        if (this.#store === store) this.#store = null
      }),
    )
    this.#store = store
    return store
  }

  #turn(mine: boolean): void {
    if (this.#state !== 'none') this.#become(mine ? 'ready' : 'reading')
  }

  #become(state: ShelfState): void {
    this.#state = state
    this.changed(state)
  }

  #tellOnce(text: string): void {
    if (this.#told.has(text)) return
    this.#told.add(text)
    this.tell(text, 'warning')
  }
}

function isQuota(error: unknown): boolean {
  return (error as { name?: string } | null)?.name === 'QuotaExceededError'
}
