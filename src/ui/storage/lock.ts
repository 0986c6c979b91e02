const name = 'ganvas-runs'

/**
 * At most one tab writes runs. `changed(true)` once this tab may, `changed(false)` when another one does: at once if
 * one is open already, or later when it takes over. A tab that may not waits for its turn. Where the browser has no
 * locks, every tab may.
 */
export class TabLock {
  #ended = new AbortController()
  #release: () => void = () => {}

  constructor(
    private readonly changed: (mine: boolean) => void,
    private readonly locks: LockManager | undefined = globalThis.navigator?.locks,
  ) {}

  /** Resolves once it is known whether this tab may write. */
  async ask(): Promise<void> {
    if (!this.locks) {
      this.changed(true)
      return
    }
    await new Promise<void>((known) => {
      void this.#hold({ ifAvailable: true }, known, () => {
        this.changed(false)
        known()
        void this.#wait()
      })
    })
  }

  /** Takes the turn from the tab that has it. */
  takeOver(): void {
    if (!this.locks) return
    this.#ended.abort() // the place in the queue
    this.#ended = new AbortController()
    void this.#hold({ steal: true })
  }

  end(): void {
    this.#ended.abort()
    this.#release()
  }

  async #hold(options: LockOptions, held = () => {}, refused = () => {}): Promise<void> {
    let mine = false
    try {
      await this.locks!.request(name, options, (lock) => {
        if (!lock) {
          refused()
          return
        }
        mine = true
        this.changed(true)
        held()
        return new Promise<void>((release) => (this.#release = release))
      })
    } catch {
      // Taken over, or no longer wanted.
      if (!mine) return
      this.changed(false)
      void this.#wait()
    }
  }

  #wait(): Promise<void> {
    return this.#hold({ signal: this.#ended.signal })
  }
}
