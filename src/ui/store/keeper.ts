import type { RunConfig } from '../../protocol/config'
import type { Session } from '../client/client'
import type { PageStore } from './state'

export interface Kept {
  bytes: Uint8Array
  config: RunConfig
  step: number
}

/**
 * Keeps the last checkpoint in memory, so that a run outlives its worker: one about every quarter of a minute
 * while it runs, and one when it pauses.
 */
export class Keeper {
  kept: Kept | null = null
  #busy = false

  constructor(
    readonly store: PageStore,
    readonly session: () => Session | null,
    readonly every = 15_000,
  ) {}

  /** Begins to watch; returns what ends it. */
  watch(): () => void {
    const timer = setInterval(() => {
      if (this.store.getState().status.state === 'running') void this.take()
    }, this.every)
    const stop = this.store.subscribe(({ status }, former) => {
      if (former.status.state === 'running' && status.state === 'paused') void this.take()
    })
    return () => {
      clearInterval(timer)
      stop()
    }
  }

  forget(): void {
    this.kept = null
  }

  async take(): Promise<void> {
    const { config, status } = this.store.getState()
    if (this.#busy || !config || status.step === 0) return
    this.#busy = true
    try {
      const bytes = await this.session()?.checkpoint()
      const after = this.store.getState()
      // A run that was replaced in the meantime is not the one to come back to.
      const same = after.config?.data === config.data && after.config.model === config.model
      if (bytes && same && after.status.state !== 'building') {
        this.kept = { bytes, config: after.config!, step: status.step }
      }
    } catch {
      // The former checkpoint stays; the next one is tried a quarter of a minute later.
    } finally {
      this.#busy = false
    }
  }
}
