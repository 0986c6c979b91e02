import { History } from '../../../protocol/history'
import type { Moment } from '../../film/film'
import type { Conductor } from '../conductor'
import { addNotice, newRun } from '../state'

/** A pause in the scrubbing this long, in milliseconds, before what was not kept is drawn anew. */
const settled = 200

/** The run's past: looked at, and gone on from. */
export function filmActions(conductor: Conductor) {
  const { store, record, shelf, keeper } = conductor
  let later: ReturnType<typeof setTimeout> | undefined

  /** Where checkpoints of the standing run are kept, and of its trunk where it is a branch. */
  async function kept(): Promise<{ id: string; step: number }[]> {
    const { run } = store.getState()
    const of = async (id: string, end = Number.POSITIVE_INFINITY) => {
      const rows = (await shelf.store?.checkpoints(id).catch(() => [])) ?? []
      return rows.filter(({ step }) => step <= end).map(({ step }) => ({ id, step }))
    }
    if (!run) return []
    return [...(run.parent ? await of(run.parent.id, run.parent.step) : []), ...(await of(run.id))]
  }

  /** The kept checkpoint nearest to a step of the run that stands. */
  async function nearestCheckpoint(step: number): Promise<{ step: number; bytes: Uint8Array } | null> {
    const { run } = store.getState()
    if (!run) return null
    const [best] = (await kept()).sort((a, b) => Math.abs(a.step - step) - Math.abs(b.step - step))
    const bytes = best && (await shelf.store?.checkpoint(best.id, best.step).catch(() => undefined))
    if (best && bytes) return { step: best.step, bytes }
    const { session } = conductor
    if (keeper.kept?.run.id !== run.id || !session) return null
    const past = await session.readCheckpoint(keeper.kept.bytes)
    return { step: past.step, bytes: keeper.kept.bytes }
  }

  /** Probes of which the film has no frame at a moment are looked at in the nearest checkpoint. */
  async function drawMissing({ step, frames: has }: Moment, stays: () => boolean): Promise<void> {
    const missing = conductor.probes.filter(({ id }) => id !== 'real' && !has.has(id))
    if (missing.length === 0) return
    const from = await nearestCheckpoint(step)
    const frames = from && (await conductor.session?.lookAt(from.bytes, missing))
    if (frames && stays()) record.showPast(frames)
  }

  /**
   * Between two moments: what the last checkpoint up to `step` shows, where it is nearer than the moment. Resolves with
   * whether it was drawn.
   */
  async function drawBetween(step: number, moment: Moment, stays: () => boolean): Promise<boolean> {
    const best = (await kept()).filter((one) => one.step <= step).sort((a, b) => b.step - a.step)[0]
    if (!best || step - best.step >= Math.abs(step - moment.step)) return false
    const bytes = await shelf.store?.checkpoint(best.id, best.step)
    const probes = conductor.probes.filter(({ id }) => id !== 'real')
    const frames = bytes && (await conductor.session?.lookAt(bytes, probes))
    if (!frames?.length || !stays()) return false
    record.showPast(frames)
    store.setState({ cursor: best.step })
    return true
  }

  return {
    /** Steps at which a checkpoint of the run is kept, whose pictures can be drawn anew. */
    async keptSteps(): Promise<number[]> {
      return (await kept()).map(({ step }) => step)
    },

    /**
     * Shows the run as it was: at once the kept moment nearest to `step`; between moments, when the scrubbing pauses, the
     * picture of the last checkpoint up to there. `cursor` ends at the step of what is shown. The run itself goes on.
     */
    scrub(step: number): void {
      const moment = record.film.moments[record.film.nearest(step)]
      if (!moment) return
      const { film } = record
      store.setState({ cursor: step })
      record.showPast(moment.frames.values())
      clearTimeout(later)
      const stays = () => store.getState().cursor === step && record.film === film
      later = setTimeout(async () => {
        try {
          if (moment.step !== step && (await drawBetween(step, moment, stays))) return
        } catch {
          // It cannot be read: the moment stays.
        }
        if (!stays()) return
        store.setState({ cursor: moment.step })
        const still = () => store.getState().cursor === moment.step && record.film === film
        await drawMissing(moment, still).catch(() => undefined) // the other pictures are there
      }, settled)
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
