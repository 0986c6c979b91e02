import { deviceRequest, formatHash, normaliseConfig, parseHash, type RunConfig } from '../../protocol/config'
import { recallDrawing, rememberDrawing } from '../storage/drawings'
import type { PageStore } from './state'

/** The part of `window` that the address bar needs. */
type Place = Pick<Window, 'location' | 'history' | 'addEventListener' | 'removeEventListener'>

/** The configuration that the address asks for, with a sentence for each value that was not taken. */
export function readAddress(store: PageStore, place: Place = window) {
  const raw = parseHash(place.location.hash)
  if (raw.drawing) raw.drawing = recallDrawing(raw.drawing)
  return normaliseConfig(store.getState().catalogue!, raw)
}

/** What the address asks of the device. */
export function askedDevice(place: Place = window) {
  return deviceRequest(parseHash(place.location.hash))
}

/**
 * Keeps the address equal to the configuration, without a history entry a change, and hands a link that is opened
 * in this tab to `open`. Returns what ends it.
 */
export function keepAddress(
  store: PageStore,
  open: (config: RunConfig, notices: string[]) => void,
  place: Place = window,
): () => void {
  const write = () => {
    const { catalogue, config } = store.getState()
    if (!catalogue || !config) return
    const device = Object.entries(askedDevice(place)).map(
      ([key, value]) => `&${key}=${encodeURIComponent(value)}`,
    )
    if (config.drawing) rememberDrawing(config.drawing)
    const hash = formatHash(catalogue, config) + device.join('')
    if (hash !== place.location.hash) place.history.replaceState(place.history.state, '', hash)
  }
  const read = () => {
    const { catalogue, config } = store.getState()
    if (!catalogue || !config) return
    const asked = readAddress(store, place)
    // Our own writing never fires this event; only a link or a hand-edited address does.
    if (formatHash(catalogue, asked.config) === formatHash(catalogue, config) && !asked.notices.length) return
    open(asked.config, asked.notices)
    write()
  }
  const stop = store.subscribe((state, former) => {
    if (state.config !== former.config) write()
  })
  write()
  place.addEventListener('hashchange', read)
  return () => {
    stop()
    place.removeEventListener('hashchange', read)
  }
}
