import { keepFilm } from '../../film/keep-film'
import { writePref } from '../../storage/prefs'
import { readAddress } from '../address'
import type { Conductor } from '../conductor'
import { addNotice } from '../state'
import { offerLast } from './storage'

/** The worker's life, its device and its data. */
export function workerActions(conductor: Conductor) {
  const { store } = conductor
  return {
    /** Connects, reads the catalogue and the address, and prepares the first run. Returns what ends it all. */
    start(): () => void {
      const stop = conductor.keeper.watch()
      const stopFilm = keepFilm(store, conductor.record, conductor.shelf, 2.5 * conductor.keeper.every)
      void offerLast(conductor)
      void conductor.begin(() => {
        const { config, notices } = readAddress(store)
        store.setState({ config })
        for (const notice of notices) addNotice(store, notice)
        return conductor.build('')
      })
      return () => {
        stop()
        stopFilm()
        conductor.end()
        conductor.shelf.close()
      }
    },

    rebuild(): void {
      conductor.rebuild()
    },

    retryData(): void {
      store.setState(({ data }) => ({ data: data && { ...data, problem: undefined }, problem: null }))
      const { version } = conductor
      const { config } = store.getState()
      conductor.call(async (session) => {
        await session.retryData()
        if (config && !conductor.live) await conductor.stood(config, version)
      })
    },

    chooseBackend(choice: string): void {
      writePref('backend', choice)
      conductor.call(async (session) => {
        store.setState({ device: await session.chooseBackend(choice) })
      })
    },

    async compareBackends(): Promise<void> {
      await conductor.call(async (session) => {
        store.setState({ device: await session.compareBackends() })
      })
    },
  }
}
