import type { PageStore } from './store/state'

/**
 * Installs the service worker of a built page, once the page has nothing better to do, and tells it which data have arrived.
 * Where the browser has none or refuses, the page works as before.
 */
export function keepForOffline(store: PageStore): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  const install = async () => {
    try {
      await navigator.serviceWorker.register('./service-worker.js')
      const { active } = await navigator.serviceWorker.ready
      let told = ''
      const tell = () => {
        const { data } = store.getState()
        if (!data || data.loaded < data.total || data.id === told) return
        told = data.id
        active?.postMessage({ data: data.id })
      }
      store.subscribe(({ data }, former) => {
        if (data !== former.data) tell()
      })
      tell()
    } catch {
      // A private window, or a page opened from a disk.
    }
  }
  // The first seconds belong to the run.
  setTimeout(() => void install(), 3000)
}
