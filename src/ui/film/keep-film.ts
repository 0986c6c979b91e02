import type { Shelf } from '../storage/shelf'
import { thinned } from '../storage/thin'
import type { RunRecord } from '../store/record'
import type { PageStore } from '../store/state'
import { packFrame, unpackFrame } from './packed'

/** Moments kept in the browser of each run, and how many are written at a time. */
const kept = 32
const atOnce = 4

/**
 * Keeps a coarser film of each run that the shelf keeps, so that a resumed run has its past. What cannot be written or read
 * is a picture less. Returns what ends it.
 */
export function keepFilm(store: PageStore, record: RunRecord, shelf: Shelf, every = 7000): () => void {
  let busy = false
  const write = async () => {
    const { run } = store.getState()
    const frames = shelf.state === 'ready' ? shelf.store?.frames : undefined
    if (busy || !run || !frames || document.visibilityState === 'hidden') return
    busy = true
    try {
      if (!(await shelf.store?.run(run.id))) return // not kept yet, or let go
      const { moments } = record.film
      const steps = moments.map(({ step }) => step)
      const gone = new Set(thinned(steps, kept))
      const stored = await frames.keys(run.id)
      const has = new Set(stored.map(({ step }) => step))
      const fresh = moments.filter(({ step }) => !gone.has(step) && !has.has(step)).slice(0, atOnce)
      if (store.getState().run?.id !== run.id) return
      await frames.put(
        fresh.flatMap(({ step, frames: shown }) =>
          [...shown.values()].map((frame) => ({
            runId: run.id,
            step,
            probe: frame.probe,
            bytes: packFrame(frame),
          })),
        ),
      )
      // Each step's frames come and go together.
      const all = [...new Set([...has, ...fresh.map(({ step }) => step)])].sort((a, b) => a - b)
      const surplus = new Set(thinned(all, kept))
      if (surplus.size)
        await frames.remove(
          run.id,
          stored.filter(({ step }) => surplus.has(step)),
        )
    } catch {
      // No room, or no connection: checkpoints come first.
    } finally {
      busy = false
    }
  }
  const read = async (id: string) => {
    const film = record.film
    const stored =
      (await shelf.store?.frames.between(id, 0, store.getState().status.step).catch(() => [])) ?? []
    const past = stored.map(({ bytes }) => unpackFrame(bytes)).filter((frame) => frame !== null)
    if (record.film === film) record.recall(past)
  }
  const timer = setInterval(() => void write(), every)
  const stop = store.subscribe(({ run }, former) => {
    if (run && run.id !== former.run?.id) setTimeout(() => void read(run.id), 500)
  })
  return () => {
    clearInterval(timer)
    stop()
  }
}
