import { History } from '../../../protocol/history'
import type { Conductor } from '../conductor'
import { addNotice, newRun } from '../state'

/** A pause in the scrubbing this long, in milliseconds, before what was not kept is drawn anew. */
const settled = 200

/** The run's past: looked at, and gone on from. */
export function filmActions(conductor: Conductor) {
  const { store, record, shelf, keeper } = conductor
  let later: ReturnType<typeof setTimeout> | undefined

  /** The kept checkpoint nearest to a step of the run that stands. */
  async function nearestCheckpoint(step: number): Promise<{ step: number; bytes: Uint8Array } | null> {
    const { run } = store.getState()
    if (!run) return null
    const kept = (await shelf.store?.checkpoints(run.id).catch(() => [])) ?? []
    const [best] = kept.sort((a, b) => Math.abs(a.step - step) - Math.abs(b.step - step))
    const bytes = best && (await shelf.store?.checkpoint(run.id, best.step).catch(() => undefined))
    if (best && bytes) return { step: best.step, bytes }
    const { session } = conductor
    if (keeper.kept?.run.id !== run.id || !session) return null
    const past = await session.readCheckpoint(keeper.kept.bytes)
    return { step: past.step, bytes: keeper.kept.bytes }
  }

  /** Probes of which the film has no frame there are looked at in the nearest checkpoint. */
  function drawMissing(step: number, has: ReadonlyMap<string, unknown>): void {
    clearTimeout(later)
    const missing = conductor.probes.filter(({ id }) => id !== 'real' && !has.has(id))
    if (missing.length === 0) return
    later = setTimeout(async () => {
      try {
        const from = await nearestCheckpoint(step)
        const frames = from && (await conductor.session?.lookAt(from.bytes, missing))
        if (frames && store.getState().cursor === step) record.showPast(frames)
      } catch {
        // The picture stays away; the others are there.
      }
    }, settled)
  }

  return {
    /** Shows the run as it was at the kept moment nearest to `step`. The run itself goes on. */
    scrub(step: number): void {
      const moment = record.film.moments[record.film.nearest(step)]
      if (!moment) return
      store.setState({ cursor: moment.step })
      record.showPast(moment.frames.values())
      drawMissing(moment.step, moment.frames)
    },

    /** Back to the present. */
    live(): void {
      clearTimeout(later)
      store.setState({ cursor: null })
      record.showPresent()
    },

    /** A new run from the kept checkpoint nearest to what is shown; the present one can be gone back to. */
    async branch(): Promise<void> {
      const { run, cursor, status } = store.getState()
      if (!run || !conductor.stands) return
      const wanted = cursor ?? status.step
      const version = conductor.nextVersion()
      conductor.running = false
      await conductor.keepPast('a branch')
      if (version !== conductor.version) return
      const [parent] = store.getState().past
      // Where the run stands now was just kept; it may be nearer than anything older.
      const now = parent?.checkpoint && { step: parent.step, bytes: parent.checkpoint }
      const old = await nearestCheckpoint(wanted)
      const nearest = [now, old]
        .filter((one) => one !== null && one !== undefined)
        .sort((a, b) => Math.abs(a.step - wanted) - Math.abs(b.step - wanted))[0]
      if (version !== conductor.version) return
      if (!nearest) {
        addNotice(store, 'No checkpoint of this run is kept yet, so it cannot branch. Train a little first.')
        return
      }
      const { step, bytes } = nearest
      const child = newRun({ id: run.id, step })
      record.fork(run.id, child.id, step)
      store.setState({ problem: null, cursor: null })
      await conductor.restore(
        { checkpoint: bytes, run: child, history: new History(), measures: [] },
        version,
      )
      if (store.getState().run?.id !== child.id) return
      const why =
        step === wanted ? '' : `, the kept checkpoint nearest to step ${wanted.toLocaleString('en')}`
      addNotice(
        store,
        `A new run branches at step ${step.toLocaleString('en')}${why}. Change a live setting, then train on; the former run is kept.`,
        'info',
      )
    },
  }
}
