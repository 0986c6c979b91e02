import { openDB } from 'idb'
import type { TuningStore } from '../backends/webgl/tune'

/** Which kernel won on this graphics card, kept between visits; forgotten where the browser stores nothing. */
export function tuningStore(): TuningStore {
  const open = async () =>
    openDB('ganvas-devices', 1, {
      upgrade: (database) => {
        database.createObjectStore('kernels')
      },
    })
  const opening = open() // where storage is blocked the browser throws at once
  opening.catch(() => {}) // a private window may refuse: each call below says so by itself
  return {
    async get(key) {
      try {
        return (await (await opening).get('kernels', key)) as string | undefined
      } catch {
        return undefined
      }
    },
    async set(key, value) {
      try {
        await (await opening).put('kernels', value, key)
      } catch {
        // timed again at the next visit
      }
    },
  }
}
