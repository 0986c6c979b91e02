import { makeActions } from '../../src/ui/store/actions'
import { keepAddress } from '../../src/ui/store/address'
import { RunRecord } from '../../src/ui/store/record'
import { createPageStore } from '../../src/ui/store/state'
import { asynchronous, FakeSession } from './fake-session'

/**
 * A page over fake sessions with the browser's storage behind it, as one visit sees it: one session a connection, so that a
 * worker's death can be played. `every`: milliseconds between two checkpoints.
 */
export function visit({ stepsPerTick = 1, every = 100 } = {}) {
  const store = createPageStore()
  const record = new RunRecord()
  const sessions: FakeSession[] = []
  let die: (why: string) => void = () => {}
  const actions = makeActions(
    store,
    record,
    (page, died) => {
      let alive = true
      const fake = new FakeSession((event) => alive && page.event(event), stepsPerTick)
      sessions.push(fake)
      die = (why) => {
        alive = false
        void fake.pause()
        died(why)
      }
      const dispose = () => {
        alive = false
      }
      return { session: asynchronous(fake), dispose }
    },
    every,
  )
  const stop = actions.start()
  const stopAddress = keepAddress(store, (config, notices) => actions.open(config, notices))
  return {
    store,
    record,
    actions,
    sessions,
    die: (why: string) => die(why),
    get fake() {
      return sessions.at(-1)!
    },
    get state() {
      return store.getState()
    },
    /** The tab is closed: nothing more happens, and nothing is waited for. */
    close() {
      stop()
      stopAddress()
      for (const fake of sessions) void fake.pause()
    },
  }
}

export type Visit = ReturnType<typeof visit>

export async function until(condition: () => unknown, what: string): Promise<void> {
  const deadline = performance.now() + 10_000
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`Waited in vain for ${what}.`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
