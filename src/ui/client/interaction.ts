const events = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'scroll', 'touchmove'] as const

/** Tells at most this often, in milliseconds; the worker keeps its slices short for longer. */
const interval = 300

/**
 * Calls `told` while the person moves, types or scrolls, so that whatever shares the graphics processor with the page can
 * step aside. One comparison an event; listeners are passive. Returns the way to end it.
 */
export function watchInteraction(told: () => void, target: EventTarget = window): () => void {
  let last = Number.NEGATIVE_INFINITY
  const hear = (event: Event) => {
    if (event.timeStamp - last < interval) return
    last = event.timeStamp
    told()
  }
  const options = { passive: true, capture: true }
  for (const name of events) target.addEventListener(name, hear, options)
  return () => {
    for (const name of events) target.removeEventListener(name, hear, options)
  }
}
