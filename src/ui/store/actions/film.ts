import { History } from '../../../protocol/history'
import { Checkpoints, type Held } from '../../film/checkpoints'
import type { Film, Moment } from '../../film/film'
import { nearestOf } from '../../film/stops'
import type { Conductor } from '../conductor'
import { addNotice, newRun, present, tellNext } from '../state'

/** A pause in the scrubbing this long, in milliseconds, before what was not kept is drawn anew. */
const settled = 200

/** The run's past: looked at, and gone on from. */
export function filmActions(conductor: Conductor) {
  const { store, record } = conductor
  const checkpoints = new Checkpoints(conductor)
  let later: ReturnType<typeof setTimeout> | undefined

  /** What the view draws from, but for what is the same at all times. */
  const watched = () => conductor.seen.filter(({ id }) => id !== 'real')

  /** Whether a moment has every picture that the present has. */
  function whole({ frames }: Moment): boolean {
    const wanted = watched().filter(({ id }) => record.present.has(id))
    return wanted.length > 0 && wanted.every(({ id }) => frames.has(id))
  }

  function showMoment({ step, frames }: Moment): void {
    record.showPast(frames.values())
    store.setState({ shown: step })
  }

  /** Draws what a checkpoint shows; false where it shows nothing, or is no longer wanted. */
  async function showCheckpoint({ step, bytes }: Held, stays: () => boolean): Promise<boolean> {
    const frames = await conductor.session?.lookAt(bytes, watched())
    if (!frames?.length || !stays()) return false
    record.showPast(frames)
    store.setState({ shown: step })
    return true
  }

  /** The pictures of `step` itself, kept or made anew; else those of the nearest step that was kept. */
  async function settle(step: number, film: Film): Promise<void> {
    const stays = () => store.getState().cursor === step && record.film === film
    const kept = film.moments.filter(whole)
    if (kept.some((moment) => moment.step === step)) return
    const begins = () => store.setState({ replaying: true })
    const own = await checkpoints.at(step, begins).catch(() => null)
    if (!stays()) return
    store.setState({ replaying: false })
    if (own && (await showCheckpoint(own, stays).catch(() => false))) return
    const moment = nearest(kept, step)
    const other = await checkpoints.nearest(step).catch(() => null)
    if (!stays()) return
    const farther = moment && other && Math.abs(other.step - step) >= Math.abs(moment.step - step)
    if (other && !farther && (await showCheckpoint(other, stays).catch(() => false))) return
    if (moment && stays()) showMoment(moment)
  }

  return {
    /** Steps at which a checkpoint of the run is kept, whose pictures can be drawn anew. */
    keptSteps: (): Promise<number[]> => checkpoints.steps(),

    /**
     * Shows the run as it was at `step`: at once the kept moment nearest to it; when the scrubbing pauses, its own pictures,
     * trained to from the checkpoint before where that is soon done. `shown` is the step of what is seen. The run goes on.
     */
    scrub(step: number): void {
      clearTimeout(later)
      const { film } = record
      if (store.getState().replaying) void conductor.session?.stopReplay()
      const wanted = watched()
      const some = film.moments.filter(({ frames }) => wanted.some(({ id }) => frames.has(id)))
      const moment = nearest(some, step)
      store.setState({ cursor: step, shown: null, replaying: false })
      if (moment) showMoment(moment)
      later = setTimeout(() => void settle(step, film), settled)
    },

    /** Back to the present. */
    live(): void {
      clearTimeout(later)
      if (store.getState().replaying) void conductor.session?.stopReplay()
      store.setState(present)
      record.showPresent()
    },

    /** A new run from the step that the slider stands at, or the kept one nearest to it; the present one can be gone back to. */
    async branch(): Promise<void> {
      const { run, cursor, status } = store.getState()
      if (!run || !conductor.stands) return
      const wanted = cursor ?? status.step
      const version = conductor.nextVersion()
      const own = cursor === null ? null : await checkpoints.at(cursor).catch(() => null)
      if (version !== conductor.version) return
      conductor.running = false
      await conductor.keepPast('A new run branches')
      if (version !== conductor.version) return
      const [parent] = store.getState().past
      // Where the run stands now was just kept; it may be nearer than anything older.
      const now = parent?.checkpoint ? { step: parent.step, bytes: parent.checkpoint } : null
      const from = own ?? nearest([now, await checkpoints.nearest(wanted).catch(() => null)], wanted)
      if (version !== conductor.version) return
      if (!from) {
        addNotice(store, 'No checkpoint of this run is kept yet, so it cannot branch. Train a little first.')
        return
      }
      const { step, bytes } = from
      const child = newRun({ id: run.id, step })
      record.fork(run.id, child.id, step)
      store.setState({ problem: null, ...present })
      await conductor.restore(
        { checkpoint: bytes, run: child, history: new History(), measures: [] },
        version,
      )
      if (store.getState().run?.id !== child.id) return
      const why =
        step === wanted ? '' : `, the kept checkpoint nearest to step ${wanted.toLocaleString('en')}`
      tellNext(
        store,
        `A new run branches at step ${step.toLocaleString('en')}${why}. Change a live setting, then train on`,
      )
    },
  }
}

function nearest<T extends { step: number }>(list: readonly (T | null)[], step: number): T | null {
  const there = list.filter((one) => one !== null)
  const steps = there.map((one) => one.step)
  return there[nearestOf(steps, step)] ?? null
}
