import type { RunPast } from '../../../protocol/api'
import { History } from '../../../protocol/history'
import type { RunChange } from '../../storage/run-store'
import type { StoredCheckpoint, StoredRun } from '../../storage/schema'
import type { Conductor } from '../conductor'
import { addNotice, type RunIdentity } from '../state'

/** Runs that this browser keeps. */
export function storageActions(conductor: Conductor) {
  const { store, shelf } = conductor

  /** Goes on with a kept run where it stood; with an older checkpoint of it where the newest cannot be read. */
  async function openRun(id: string): Promise<void> {
    store.setState({ offer: null })
    const version = conductor.nextVersion()
    conductor.running = false
    await conductor.keepPast('Continuing another run')
    if (version !== conductor.version) return
    try {
      const run = await shelf.store?.run(id)
      const steps = (await shelf.store?.checkpoints(id))?.map(({ step }) => step).reverse() ?? []
      for (const step of steps) {
        const checkpoint = await shelf.store!.checkpoint(id, step)
        if (!run || !checkpoint || version !== conductor.version) continue
        const identity = { id, ...(run.parent ? { parent: run.parent } : {}) }
        store.setState({ problem: null, config: run.config })
        await conductor.restore({ checkpoint, run: identity, history: new History(), measures: [] }, version)
        if (store.getState().problem?.name !== 'FormatError') return
      }
      if (!steps.length) throw new Error('There is no checkpoint of this run.')
    } catch {
      addNotice(store, 'This run could not be read from the browser’s storage. Nothing else has changed.')
    }
  }

  /** Curves and measures of a kept run, with its checkpoints; null where they cannot be read. */
  async function pastOf(id: string): Promise<{ past: RunPast; checkpoints: StoredCheckpoint[] } | null> {
    try {
      const bytes = await shelf.store?.checkpoint(id)
      const past = bytes && (await conductor.session?.readCheckpoint(bytes))
      return past ? { past, checkpoints: await shelf.store!.checkpoints(id) } : null
    } catch {
      return null
    }
  }

  return {
    openRun,
    pastOf,

    /** What the run told from which this one branched; null where nothing of it is kept. */
    async parentOf({ parent }: RunIdentity): Promise<{ history: History; from: number } | null> {
      if (!parent) return null
      const recent = store.getState().past.find(({ run }) => run.id === parent.id)
      if (recent?.history.length) return { history: recent.history, from: parent.step }
      const stored = await pastOf(parent.id)
      if (!stored) return null
      const history = new History()
      history.append(stored.past.steps, stored.past.values)
      return { history, from: parent.step }
    },

    async resume(): Promise<void> {
      const { offer } = store.getState()
      if (offer) await openRun(offer.id)
    },

    /** Runs that this browser keeps, the latest first. */
    async runs(): Promise<StoredRun[]> {
      return (await shelf.store?.runs().catch(() => [])) ?? []
    },

    /** Gives a run a name or a note, deletes it or takes the deletion back. */
    async changeRun(id: string, change: RunChange): Promise<void> {
      try {
        await shelf.store?.change(id, change)
      } catch {
        addNotice(store, 'The change could not be written to the browser’s storage. The run is as it was.')
      }
    },

    dismissOffer(): void {
      store.setState({ offer: null })
    },

    /** Keeps runs from now on in this tab; the one that did so no longer does. */
    takeOver(): void {
      shelf.takeOver()
    },
  }
}

/** Opens the shelf and offers the last run on it, unless the person has begun one in the meantime. */
export async function offerLast({ shelf, store }: Conductor): Promise<void> {
  await shelf.open()
  const [last] = (await shelf.store?.runs().catch(() => [])) ?? []
  if (!last || last.step === 0 || store.getState().status.step > 0) return
  store.setState({ offer: last })
  // Whoever begins to train has decided.
  const stop = store.subscribe(({ status, offer }) => {
    if (offer && status.step === 0) return
    if (offer) store.setState({ offer: null })
    stop()
  })
}
