import type { Status } from '../../protocol/events'
import type { Conductor } from '../store/conductor'

/** A checkpoint of the run that stands, or of its trunk. */
export interface Held {
  step: number
  bytes: Uint8Array
}

interface Row {
  step: number
  read(): Promise<Held | null>
}

/** As much training, in milliseconds, as is done over again for the picture of one step. */
const worthIt = 2000
/** Checkpoints that were trained to over again, kept for the next look. */
const mostMade = 2
/** Branches of branches that are followed back. */
const mostTrunks = 16

/** The checkpoints behind a run's past: those that the shelf keeps, its trunk's among them, and what is trained to from these. */
export class Checkpoints {
  #made: Held[] = []

  constructor(private readonly conductor: Conductor) {
    // A run that went back, or another one, has another life.
    conductor.store.subscribe(({ status, description }, former) => {
      if (description !== former.description || status.step < former.status.step) this.#made = []
    })
  }

  /** Where one is kept, up to where the run stands; by step. */
  async steps(): Promise<number[]> {
    return (await this.#rows()).map(({ step }) => step)
  }

  /** The kept one nearest to a step. */
  async nearest(step: number): Promise<Held | null> {
    const rows = await this.#rows()
    const [best] = rows.sort((a, b) => Math.abs(a.step - step) - Math.abs(b.step - step))
    return best ? best.read() : null
  }

  /**
   * The one of this very step: kept, or trained to from the last one before it where that takes less than two seconds; `begins`
   * says that it does. Null where there is none to be had.
   */
  async at(step: number, begins: () => void = () => {}): Promise<Held | null> {
    const { session, store } = this.conductor
    const { status, description } = store.getState()
    const before = (await this.#rows()).findLast((row) => row.step <= step)
    const from = await before?.read()
    if (!from || from.step === step) return from ?? null
    if ((step - from.step) * msPerStep(status) > worthIt) return null
    begins()
    const bytes = await session?.replay(from.bytes, step)
    if (!bytes || description !== store.getState().description) return null
    const held = { step, bytes }
    this.#made = [held, ...this.#made].slice(0, mostMade)
    return held
  }

  async #rows(): Promise<Row[]> {
    const { store, shelf, keeper, session } = this.conductor
    const { run, status } = store.getState()
    const rows: Row[] = this.#made.map((held) => ({ step: held.step, read: async () => held }))
    let from = run
    let end = status.step
    for (let i = 0; from && i < mostTrunks; i++) {
      const { id } = from
      const kept = (await shelf.store?.checkpoints(id).catch(() => [])) ?? []
      for (const { step } of kept) {
        if (step > end) continue
        const read = async () => {
          const bytes = await shelf.store?.checkpoint(id, step)
          return bytes ? { step, bytes } : null
        }
        rows.push({ step, read })
      }
      const { parent } = from
      end = Math.min(end, parent?.step ?? 0)
      from = (parent && (await shelf.store?.run(parent.id).catch(() => undefined))) ?? null
    }
    if (!rows.length && keeper.kept && keeper.kept.run.id === run?.id && session) {
      const { bytes } = keeper.kept
      const { step } = await session.readCheckpoint(bytes)
      if (step <= status.step) rows.push({ step, read: async () => ({ step, bytes }) })
    }
    return rows.sort((a, b) => a.step - b.step)
  }
}

function msPerStep({ stepsPerSecond, elapsedMs, step }: Status): number {
  return stepsPerSecond > 0 ? 1000 / stepsPerSecond : elapsedMs / Math.max(1, step)
}
