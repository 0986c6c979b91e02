import { createStore, useStore } from 'zustand'
import { readPref, writePref } from '../storage/prefs'

interface GalleryState {
  /** `visit`: shown by itself, at the first one; `asked`: by the button. */
  opened: 'visit' | 'asked' | null
  /** Recipes whose "what to watch" was closed. */
  dismissed: string[]
}

/** A link is somebody's experiment: it opens as it is. Read before the page writes its own address. */
const firstVisit = () => globalThis.location?.hash === '' && !readPref('visited', false)

const gallery = createStore<GalleryState>(() => ({
  opened: firstVisit() ? 'visit' : null,
  dismissed: readPref('dismissed', []),
}))

export function useGallery<T>(select: (state: GalleryState) => T): T {
  return useStore(gallery, select)
}

export function openGallery(): void {
  gallery.setState({ opened: 'asked' })
}

export function closeGallery(): void {
  if (!gallery.getState().opened) return
  writePref('visited', true)
  gallery.setState({ opened: null })
}

/** Closes a recipe's "what to watch", or brings it back. */
export function dismissRecipe(id: string, dismissed: boolean): void {
  const others = gallery.getState().dismissed.filter((other) => other !== id)
  gallery.setState({ dismissed: dismissed ? [...others, id] : others })
  writePref('dismissed', gallery.getState().dismissed)
}
